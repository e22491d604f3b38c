"""The generated clients against Prism, a mock server that knows nothing of us but the bundled spec."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
