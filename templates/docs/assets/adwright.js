/* Filters the rules of a client by operation, field, status and text. Pages without rules are left alone. */
"use strict";

(function () {
  const headings = [...document.querySelectorAll("h2.rule")];
  if (headings.length === 0) return;

  const rules = headings.map(read);
  const form = document.createElement("form");
  form.className = "adwright-filter";
  form.setAttribute("aria-label", "Filter rules");
  const operation = choice("Operation", rules.flatMap((rule) => rule.operations));
  const field = choice("Field", rules.flatMap((rule) => rule.fields));
  const status = choice("Status", rules.map((rule) => rule.status));
  const text = document.createElement("input");
  text.type = "search";
  label("Text", text);
  const count = document.createElement("output");
  form.append(count);
  headings[0].before(form);
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  show();

  /* A rule: its elements, and what its list says. */
  function read(heading) {
    const elements = [heading];
    for (let next = heading.nextElementSibling; next && next.tagName !== "H2"; next = next.nextElementSibling) {
      elements.push(next);
    }
    const items = elements.flatMap((each) => [...each.querySelectorAll("li")]);
    const said = (name) => items.find((each) => each.textContent.startsWith(`${name}: `));
    const inside = (name, tag) => [...(said(name)?.querySelectorAll(tag) ?? [])].map((each) => each.textContent);
    return {
      heading,
      elements,
      operations: inside("Operations", "a"),
      fields: inside("Fields", "code"),
      status: (said("Status")?.textContent ?? "").replace(/^Status: /, "").split(".")[0],
      text: elements.map((each) => each.textContent).join(" ").toLowerCase(),
    };
  }

  function label(name, control) {
    const made = document.createElement("label");
    made.append(name, control);
    form.append(made);
  }

  function choice(name, values) {
    const made = document.createElement("select");
    made.append(new Option("any", ""));
    for (const value of [...new Set(values)].sort()) made.append(new Option(value, value));
    label(name, made);
    return made;
  }

  function show() {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const rule of rules) {
      const fits =
        (operation.value === "" || rule.operations.includes(operation.value)) &&
        (field.value === "" || rule.fields.includes(field.value)) &&
        (status.value === "" || rule.status === status.value) &&
        words.every((word) => rule.text.includes(word));
      for (const element of rule.elements) element.hidden = !fits;
      const links = document.querySelectorAll(`a.md-nav__link[href="#${CSS.escape(rule.heading.id)}"]`);
      for (const link of links) link.closest("li").style.display = fits ? "" : "none";
      shown += fits;
    }
    count.textContent = `${shown} of ${rules.length} rules`;
  }
})();
