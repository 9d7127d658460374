"""What the policy refuses to work out; each carries a sentence for the reader."""


class PolicyError(ValueError):
    """The policy gives no answer to what was asked."""


class RuleError(PolicyError):
    """A rule of the policy contradicts itself or names something unknown."""


class NaiveMomentError(PolicyError):
    """A moment came without its zone, so nobody can say when it was."""


class OutsideCalendarError(PolicyError):
    """No working time is known for that moment."""
