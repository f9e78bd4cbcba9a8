"""Every kind of act, with the sentence that tells it and the details it must carry."""

from enum import Enum


class Tag(Enum):
    """Tag and sentence; names in braces are the act's declared details."""

    SIGNED_IN = ("accounts:session:opened", "signed in")
    SIGN_IN_FAILED = ("accounts:session:refused", "could not sign in as {email}")
    SIGNED_OUT = ("accounts:session:closed", "signed out")
    PERSON_ADDED = ("accounts:person:added", "added {name} as {roles}")
    PERSON_DISABLED = ("accounts:person:disabled", "disabled {name}")
    PERSON_ENABLED = ("accounts:person:enabled", "let {name} sign in again")
    ROLES_SET = ("accounts:person:roles_set", "set the roles of {name} to {roles}")
    RESET_LINK_MADE = ("accounts:password:link_made", "made a password link for {name}")
    PASSWORD_SET = ("accounts:password:set", "set a new password")
    ASSESSMENT_OPENED = ("assessments:assessment:opened", "opened {title}")
    PROMPTS_ASSIGNED = ("assessments:prompt:assigned", "assigned {prompts} ({changes})")
    RESPONSE_WRITTEN = ("assessments:response:written", "wrote in {prompts}")
    RESPONSE_AGREED = ("assessments:response:agreed", "agreed {prompts}")
    RESPONSE_RETURNED = ("assessments:response:returned", "returned {prompts}: {reason}")
    RESPONSE_REOPENED = ("assessments:response:reopened", "reopened {prompts}")
    RESPONSE_UNANSWERED = ("assessments:response:unanswered", "settled {prompts} as no answer this year: {reason}")
    RESPONSE_RESTORED = ("assessments:response:restored", "went back to version {version} of {prompts}")
    PROMPTS_GROUPED = ("assessments:prompt:grouped", "answers {prompts} together")
    PROMPTS_UNGROUPED = ("assessments:prompt:ungrouped", "answers {prompts} one by one again")
    TEXT_RECOVERED = ("assessments:text:recovered", "had {words} words of {prompts} set aside for recovery")
    ROW_SAVED = ("assessments:register:row_saved", "saved a row of {prompts}")
    ROW_REMOVED = ("assessments:register:row_removed", "removed a row of {prompts}")
    ROW_RESTORED = ("assessments:register:row_restored", "put back a row of {prompts}")
    ASSESSMENT_FROZEN = ("assessments:assessment:frozen", "froze revision {number} (content {sha256})")
    ASSESSMENT_SIGNED = ("assessments:assessment:signed", "signed off revision {number} (content {sha256})")
    EVIDENCE_ADDED = ("evidence:item:added", "added {ref} {title}")
    EVIDENCE_CHANGED = ("evidence:item:changed", "changed {ref} {title}")
    EVIDENCE_REVISED = ("evidence:item:revised", "added revision {revision} of {ref} {title}")
    EVIDENCE_OPENED = ("evidence:file:opened", "opened the file of {ref} {title}")
    FILE_IMPORTED = ("importing:file:imported", "imported {file} ({words} words placed)")
    DOCUMENT_MADE = ("publishing:document:made", "made {edition} PDF {sha256}")
    DOCUMENT_OPENED = ("publishing:document:downloaded", "downloaded {edition} PDF {sha256}")

    def __init__(self, code: str, sentence: str) -> None:
        self.code, self.sentence = code, sentence

    @property
    def label(self) -> str:
        """The kind of act in two or three words, such as Person disabled."""
        _, subject, action = self.code.split(":")
        return f"{subject} {action}".replace("_", " ").capitalize()


BY_CODE = {tag.code: tag for tag in Tag}
