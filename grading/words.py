"""What an outcome is called where a student reads it."""

from .judgement import Outcome

VERDICTS = {
    Outcome.CORRECT: "right",
    Outcome.PARTIAL: "partly right",
    Outcome.WRONG: "not right",
    Outcome.BLANK: "no answer",
    Outcome.UNREADABLE: "could not be read, a person will look",
    Outcome.UNDECIDED: "not decided, a person will look",
    Outcome.DOMAIN_DIFFERS: "right where both are defined, but defined elsewhere than asked",
    Outcome.PERSON: "a person marks this part",
    Outcome.REFUSED: "could not be run here, a person will look",
}
