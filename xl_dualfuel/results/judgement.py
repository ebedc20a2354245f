"""A result judged by a programme's rules: the settings as left, each finding, words and JSON."""

from __future__ import annotations

from typing import Any, Final, Literal, NamedTuple

from ..inputs.programmes import Programme, Source


class AsLeft(NamedTuple):
    """The controls as the installer left them [°F]; "none": recorded that there is no such lockout; None: no record."""

    switchover: float | None = None
    compressor_lockout: float | Literal["none"] | None = None
    """The compressor is off below it"""
    auxiliary_lockout: float | Literal["none"] | None = None
    """Auxiliary heat is off above it"""


NOTHING_RECORDED: Final = AsLeft()


class RuleFinding(NamedTuple):
    """The outcome of one rule."""

    rule: str
    """Its id; the kind, where the programme has rules of the kind for other fuels only"""
    kind: str
    passed: bool | None
    """None: cannot be judged, the reason names what is missing"""
    found: float | str | None
    limit: float | str | None
    unit: str
    reason: str
    verify: bool
    """Whether the limit must be checked at its source"""


class Judgement(NamedTuple):
    """A result judged by a programme."""

    programme: Programme
    passed: bool | None
    """False: a rule is not met; else None: one cannot be judged; True: all are met"""
    findings: tuple[RuleFinding, ...]
    as_left: AsLeft

    @property
    def verify(self) -> bool:
        """Whether any limit must be checked at its source."""
        return any(finding.verify for finding in self.findings)

    def sentence(self) -> str:
        """The judgement in words, with the reasons where a rule is not met or cannot be judged."""
        return f"{self.programme.name}: {self._verdict(reasons=True)}"

    @property
    def headline(self) -> str:
        """The judgement in words, without the programme's name and the reasons."""
        words = self._verdict(reasons=False)
        return f"{words[0].upper()}{words[1:]}"

    def _verdict(self, reasons: bool) -> str:
        count = len(self.findings)
        reasons_given = [finding.reason for finding in self.findings if finding.passed is self.passed]
        if self.passed:
            verdict = "the rule is met" if count == 1 else f"all {count} rules are met"
        elif self.passed is None:
            verdict = "cannot be judged"
        else:
            verdict = "the rule is not met" if count == 1 else f"{len(reasons_given)} of {count} rules not met"
        if reasons and not self.passed:
            verdict += f": {'; '.join(reasons_given) or 'no rule applies to this house'}"
        return f"{verdict}{' (check the limits at their source)' * self.verify}"

    def to_json(self) -> dict[str, Any]:
        """Plain values in a fixed order; every number finite, no answer is None."""
        p = self.programme
        return {
            "key": p.key,
            "name": p.name,
            "jurisdiction": p.jurisdiction,
            "effective": p.effective.isoformat() if p.effective else None,
            "read": p.read.isoformat() if p.read else None,
            "source": p.source._asdict(),
            "passed": self.passed,
            "verify": self.verify,
            "sentence": self.sentence(),
            "as_left": self.as_left._asdict(),
            "findings": [self._finding(finding) for finding in self.findings],
            "not_judged": list(p.not_judged),
        }

    def _finding(self, finding: RuleFinding) -> dict[str, Any]:
        says, source, why = rule_text(self.programme, finding)
        return {**finding._asdict(), "verify_reason": why, "says": says, "source": source._asdict()}


def rule_text(programme: Programme, finding: RuleFinding) -> tuple[str, Source, str]:
    """The rule of a finding in words, its source, and why to check it there ("" if it need not be)."""
    rule = programme.rule(finding.rule)
    if rule is None:
        return "", programme.source, programme.verify_reason if finding.verify else ""
    return rule.says, rule.source, rule.verify_reason
