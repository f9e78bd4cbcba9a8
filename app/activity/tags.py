"""Every kind of act, with the sentence that tells it and the details it must carry."""

from enum import Enum


class Tag(Enum):
    """Tag, the kind of act in a few words, and its sentence; names in braces are the act's declared details."""

    SIGNED_IN = ("accounts:session:opened", "Signed in", "signed in")
    SIGN_IN_FAILED = ("accounts:session:refused", "Sign-in refused", "could not sign in as {email}")
    SIGNED_OUT = ("accounts:session:closed", "Signed out", "signed out")
    PERSON_ADDED = ("accounts:person:added", "Person added", "added {name} as {roles}")
    PERSON_DISABLED = ("accounts:person:disabled", "Person disabled", "disabled {name}")
    PERSON_ENABLED = ("accounts:person:enabled", "Person let in again", "let {name} sign in again")
    ROLES_SET = ("accounts:person:roles_set", "Roles set", "set the roles of {name} to {roles}")
    COORDINATOR_REMOVED = (
        "accounts:coordinator:removed", "Regional coordinator removed",
        "ended that {name} runs the rounds of {region}",
    )
    RESET_LINK_MADE = ("accounts:password:link_made", "Password link made", "made a password link for {name}")
    PASSWORD_SET = ("accounts:password:set", "Password set", "set a new password")
    ASSESSMENT_OPENED = ("assessments:assessment:opened", "Assessment opened", "opened {title}")
    PROMPTS_ASSIGNED = ("assessments:prompt:assigned", "Work assigned", "assigned {prompts} ({changes})")
    BUDGETS_SET = ("assessments:assessment:budgets_set", "Word budgets set", "set word budgets ({changes})")
    RESPONSE_WRITTEN = ("assessments:response:written", "Answer written", "wrote in {prompts}")
    RESPONSE_AGREED = ("assessments:response:agreed", "Answer agreed", "agreed {prompts}")
    RESPONSE_RETURNED = ("assessments:response:returned", "Answer returned", "returned {prompts}: {reason}")
    RESPONSE_REOPENED = ("assessments:response:reopened", "Answer opened again", "reopened {prompts}")
    RESPONSE_UNANSWERED = (
        "assessments:response:unanswered", "No answer this year",
        "settled {prompts} as no answer this year: {reason}",
    )
    RESPONSE_RESTORED = (
        "assessments:response:restored", "Earlier version taken up",
        "went back to version {version} of {prompts}",
    )
    VERSION_NAMED = (
        "assessments:response:version_named", "Version kept under a name",
        "kept version {version} of {prompts} as “{name}”",
    )
    CHANGES_MADE = (
        "assessments:response:changes_made", "Changes made into a PDF",
        "made a PDF of the changes of {prompts} from version {old} to version {new}",
    )
    CHANGES_OPENED = (
        "assessments:response:changes_downloaded", "Changes downloaded",
        "downloaded the changes of {prompts} from version {old} to version {new}",
    )
    SUGGESTIONS_SENT = (
        "assessments:proposal:sent", "Changes suggested",
        "suggested {count} in {prompts} in the words of {author}",
    )
    SUGGESTIONS_ACCEPTED = (
        "assessments:proposal:accepted", "Suggestions accepted",
        "accepted {count} in {prompts} in the words of {author}",
    )
    SUGGESTIONS_REJECTED = (
        "assessments:proposal:rejected", "Suggestions rejected",
        "rejected {count} in {prompts} in the words of {author}",
    )
    SUGGESTIONS_REOPENED = (
        "assessments:proposal:reopened", "Decision taken back",
        "took back what was decided about {count} in {prompts}",
    )
    PROMPTS_GROUPED = (
        "assessments:prompt:grouped", "Statements answered together",
        "answers {prompts} together",
    )
    PROMPTS_UNGROUPED = (
        "assessments:prompt:ungrouped", "Statements answered apart",
        "answers {prompts} one by one again",
    )
    TEXT_RECOVERED = (
        "assessments:text:recovered", "Words set aside",
        "had {words} words of {prompts} set aside for recovery",
    )
    WORDS_REPLACED = (
        "assessments:text:replaced", "Words replaced",
        "replaced “{words}” by “{by}” in {times} places of {prompts}",
    )
    WORDS_PUT_BACK = (
        "assessments:text:put_back", "Replaced words put back",
        "put “{words}” back for “{by}” in {times} places of {prompts}",
    )
    COMMENT_MADE = ("assessments:comment:made", "Comment made", "commented on {prompts}")
    COMMENT_ANSWERED = ("assessments:comment:answered", "Comment answered", "answered a comment on {prompts}")
    COMMENT_REWORDED = ("assessments:comment:reworded", "Comment changed", "changed their comment on {prompts}")
    COMMENT_DELETED = ("assessments:comment:deleted", "Comment deleted", "deleted their comment on {prompts}")
    COMMENT_RESOLVED = ("assessments:comment:resolved", "Comment resolved", "resolved comment {number} on {prompts}")
    COMMENT_REOPENED = ("assessments:comment:reopened", "Comment reopened", "reopened comment {number} on {prompts}")
    COMMENT_ASSIGNED = (
        "assessments:comment:assigned", "Comment assigned",
        "assigned comment {number} on {prompts} ({changes})",
    )
    ROW_SAVED = ("assessments:register:row_saved", "Row saved", "saved a row of {prompts}")
    ROW_REMOVED = ("assessments:register:row_removed", "Row removed", "removed a row of {prompts}")
    ROW_RESTORED = ("assessments:register:row_restored", "Row put back", "put back a row of {prompts}")
    ROW_MOVED = ("assessments:register:row_moved", "Row moved", "moved a row of {prompts}")
    ASSESSMENT_FROZEN = (
        "assessments:assessment:frozen", "Assessment frozen",
        "froze revision {number} (content {sha256})",
    )
    ASSESSMENT_SIGNED = (
        "assessments:assessment:signed", "Assessment signed",
        "signed off revision {number} (content {sha256})",
    )
    EVIDENCE_ADDED = ("evidence:item:added", "Evidence added", "added {ref} {title}")
    EVIDENCE_CHANGED = ("evidence:item:changed", "Evidence changed", "changed {ref} {title}")
    EVIDENCE_REVISED = (
        "evidence:item:revised", "Evidence revised",
        "added revision {revision} of {ref} {title}",
    )
    EVIDENCE_INFECTED = (
        "evidence:file:infected", "Harmful file refused",
        "sent the file {file}, in which the virus scanner found {found}",
    )
    EVIDENCE_LIMITED = (
        "evidence:limit:set", "Largest file set",
        "set the largest file of the evidence library to {size}",
    )
    EVIDENCE_OPENED = ("evidence:file:opened", "Evidence file opened", "opened the file of {ref} {title}")
    WORD_WRITTEN = ("importing:word:written", "Word file handed out", "wrote {prompts} out as a Word file")
    WORD_RETURNED = (
        "importing:word:returned", "Word file taken in",
        "took in {file} with suggestions by {author}",
    )
    FILE_IMPORTED = ("importing:file:imported", "File imported", "imported {file} ({words} words placed)")
    FIGURES_IMPORTED = (
        "indicators:figures:imported", "Figures imported",
        "imported {status} figures from {file} ({added} added, {changed} changed)",
    )
    MEASURES_IMPORTED = (
        "indicators:measures:imported", "Measures imported",
        "imported measures from {file} ({added} added, {changed} changed)",
    )
    YEARS_READ = (
        "indicators:years:read", "Years read under the name that stands",
        "kept years of {file} under the names that stand: {years}",
    )
    YEARS_JOINED = (
        "indicators:years:joined", "Years joined",
        "joined the years of {measure} that stood under two names: {years}",
    )
    NEIGHBOURS_SET = (
        "indicators:neighbours:set", "Statistical neighbours set",
        "set {count} statistical neighbours as at {as_at}",
    )
    NEIGHBOURS_WITHDRAWN = (
        "indicators:neighbours:withdrawn", "Statistical neighbours withdrawn",
        "withdrew the list of statistical neighbours as at {as_at}: {why}",
    )
    ROUND_OPENED = ("reviews:round:opened", "Round opened", "opened the round {title}")
    ROUND_DATED = ("reviews:round:dated", "Dates of a round set", "set the dates of the round {title}")
    ROUND_INVITED = ("reviews:round:invited", "Authorities invited", "invited {authorities} to the round {title}")
    ROUND_UNINVITED = ("reviews:round:uninvited", "Invitation withdrawn", "took {authority} out of the round {title}")
    ROUND_PUBLISHED = ("reviews:round:published", "Allocation published", "published the allocation of {title}")
    ROUND_WITHDRAWN = (
        "reviews:round:withdrawn", "Allocation withdrawn", "withdrew the allocation of {title}: {reason}",
    )
    ROUND_CLOSED = ("reviews:round:closed", "Round closed", "closed the round {title}")
    ROUND_REOPENED = ("reviews:round:reopened", "Round opened again", "opened the round {title} again: {reason}")
    ROUND_CANCELLED = ("reviews:round:cancelled", "Round cancelled", "cancelled the round {title}: {reason}")
    INVITATION_ANSWERED = (
        "reviews:invitation:answered", "Invitation answered",
        "answered the invitation to {title}: {answer}",
    )
    CONFLICT_DECLARED = (
        "reviews:conflict:declared", "Conflict declared", "declared a conflict between {one} and {other}",
    )
    CONFLICT_LIFTED = (
        "reviews:conflict:lifted", "Conflict lifted", "lifted the conflict between {one} and {other}",
    )
    LEADERSHIP_DECLARED = (
        "reviews:leadership:declared", "Shared leadership declared",
        "declared that {one} and {other} share leadership: {why}",
    )
    LEADERSHIP_ENDED = (
        "reviews:leadership:ended", "Shared leadership ended",
        "declared that {one} and {other} no longer share leadership",
    )
    ALLOCATION_RUN = ("reviews:allocation:run", "Allocation run", "ran the allocation with seed {seed}: {outcome}")
    PAIR_LOCKED = ("reviews:pair:locked", "Pair locked", "locked the pair {pair}")
    PAIR_UNLOCKED = ("reviews:pair:unlocked", "Pair unlocked", "unlocked the pair {pair}")
    PAIR_ADDED = ("reviews:pair:added", "Pair added", "added by hand that {pair}: {why}")
    PAIR_KEPT = ("reviews:pair:kept", "Pair kept", "kept, for its submitted review, that {pair}: {why}")
    PAIR_CHANGED = ("reviews:pair:changed", "Pair changed", "changed {old} to {new}: {why}")
    ASSESSMENT_RELEASED = (
        "reviews:assessment:released", "Assessment released for review",
        "released revision {number} (content {sha256}) for review as “{name}”",
    )
    REVIEWER_ASSIGNED = ("reviews:reviewer:assigned", "Reviewer assigned", "assigned {name} to {what}")
    REVIEWER_REMOVED = ("reviews:reviewer:removed", "Reviewer taken off", "took {name} off {what}")
    GUEST_INVITED = ("accounts:guest:invited", "Guest invited", "invited {name} ({email}) to {what}")
    GUEST_CAME_IN = ("accounts:guest:came_in", "Guest came in", "came in as a guest, by link and code")
    GUEST_WITHDRAWN = ("accounts:guest:withdrawn", "Guest withdrawn", "withdrew the invitation of {name}")
    REMINDER_SENT = ("reviews:round:reminded", "Reminder sent", "reminded {who} of {what}")
    PRACTICE_OFFERED = ("reviews:practice:offered", "Good practice offered", "offered “{title}” to the region")
    PRACTICE_ACCEPTED = ("reviews:practice:accepted", "Good practice accepted", "accepted “{title}” of {authority}")
    PRACTICE_DECLINED = (
        "reviews:practice:declined", "Good practice declined", "did not accept “{title}” of {authority}: {why}",
    )
    PRACTICE_WITHDRAWN = ("reviews:practice:withdrawn", "Good practice withdrawn", "withdrew “{title}” from the region")
    PRACTICE_ASKED = ("reviews:practice:asked", "Good practice asked for", "asked for good practice: {words}")
    PRACTICE_UNASKED = (
        "reviews:practice:unasked", "Good practice no longer asked for", "no longer asks for good practice: {words}",
    )
    ANNOTATION_ANSWERED = (
        "reviews:annotation:answered", "Annotation answered", "answered what a reviewer noted on {where}",
    )
    ANNOTATION_REPLIED = (
        "reviews:annotation:replied", "Annotation replied to", "replied to what a reviewer noted on {where}",
    )
    ANNOTATION_SETTLED = (
        "reviews:annotation:settled", "Annotation settled", "settled what a reviewer noted on {where}",
    )
    ANNOTATION_REOPENED = (
        "reviews:annotation:reopened", "Annotation opened again", "opened again what a reviewer noted on {where}",
    )
    ANNOTATION_PLACED = (
        "reviews:annotation:placed", "Annotation placed", "placed anew what a reviewer noted on {where}",
    )
    ANNOTATION_TASKED = (
        "reviews:annotation:tasked", "Annotation made a task", "made a task of what a reviewer noted on {where}",
    )
    REVIEW_SUBMITTED = ("reviews:review:submitted", "Review submitted", "submitted the {what} (content {sha256})")
    POINT_ANSWERED = ("reviews:point:answered", "Feedback answered", "answered a point of the {what}: {answer}")
    ACTION_AGREED = ("reviews:action:agreed", "Action agreed", "agreed an action for {owner}, due {due}")
    ACTION_WITHDRAWN = ("reviews:action:withdrawn", "Action withdrawn", "withdrew an action of {owner}")
    ENQUIRY_ADDED = ("reviews:enquiry:added", "Line of enquiry added", "added a line of enquiry")
    ENQUIRY_DROPPED = ("reviews:enquiry:dropped", "Line of enquiry dropped", "dropped a line of enquiry")
    ROUND_SUMMED_UP = ("reviews:round:summed_up", "Round summed up", "summed up the round {title}")
    DOCUMENT_MADE = ("publishing:document:made", "Document made", "made {edition} PDF {sha256}")
    DOCUMENT_OPENED = (
        "publishing:document:downloaded", "Document downloaded",
        "downloaded {edition} PDF {sha256}",
    )
    PACK_MADE = ("publishing:pack:made", "Pack made", "made the {kind} pack for {made_for}, PDF {sha256}")
    PACK_OPENED = (
        "publishing:pack:downloaded", "Pack downloaded",
        "downloaded the {kind} pack for {made_for}, PDF {sha256}",
    )

    def __init__(self, code: str, label: str, sentence: str) -> None:
        self.code, self.label, self.sentence = code, label, sentence


BY_CODE = {tag.code: tag for tag in Tag}
