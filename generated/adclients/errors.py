"""Every exception and warning that a client raises."""

from ._runtime.errors import APIConnectionError as APIConnectionError
from ._runtime.errors import APIError as APIError
from ._runtime.errors import APIStatusError as APIStatusError
from ._runtime.errors import APITimeoutError as APITimeoutError
from ._runtime.errors import AuthenticationError as AuthenticationError
from ._runtime.errors import BadRequestError as BadRequestError
from ._runtime.errors import ConflictError as ConflictError
from ._runtime.errors import EnvelopeError as EnvelopeError
from ._runtime.errors import NotFoundError as NotFoundError
from ._runtime.errors import PermissionDeniedError as PermissionDeniedError
from ._runtime.errors import RateLimitError as RateLimitError
from ._runtime.errors import ReplyInvalidError as ReplyInvalidError
from ._runtime.errors import ReplyWarning as ReplyWarning
from ._runtime.errors import RequestInvalidError as RequestInvalidError
from ._runtime.errors import RuleWarning as RuleWarning
from ._runtime.errors import RunFailedError as RunFailedError
from ._runtime.errors import ServerError as ServerError
from ._runtime.errors import UnprocessableEntityError as UnprocessableEntityError
from ._runtime.errors import Violation as Violation
from ._runtime.errors import WaitTimeoutError as WaitTimeoutError
