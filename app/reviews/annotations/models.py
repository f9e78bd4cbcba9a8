"""What reviewers note on a released revision, and what was done with it since."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Annotation(SQLModel, table=True):
    """What a reviewer says of words of a released answer, of a table in it, of the whole of it, or of a section.

    `about` is words, table, answer or section. `start`, `end`, `quote` and what stood around it are true of the frozen
    revision, as ProseMirror counts, and never change; `version` is that of the answer there. `anchor_id` is its place
    in the text as it is now, where that text's steps lead there. While the review is not submitted its reviewer alone
    sees it, and may change `kind`, `words` and `reference`. `is_open`, `answer` and `is_removed` are folded from its
    events and written by `annotations.happening.happen` alone. `sent_as` was made up by whoever sent it, so that what
    is saved again and again as it is typed is one annotation; `written_in` names the window in which it was typed last.
    """

    id: int | None = Field(default=None, primary_key=True)
    reviewer_id: int = Field(foreign_key="reviewer.id", index=True)
    frozen_id: int = Field(foreign_key="frozenrevision.id")
    section_key: str
    prompt_key: str
    about: str
    version: int
    start: int | None = None
    end: int | None = None
    quote: str = ""
    prefix: str = ""
    suffix: str = ""
    anchor_id: int | None = Field(default=None, foreign_key="anchor.id", index=True)
    kind: str
    words: str
    reference: str
    made_at: datetime
    changed_at: datetime
    sent_as: str = Field(unique=True)
    written_in: str = ""
    is_open: bool = True
    answer: str = ""
    is_removed: bool = False
    task_thread_id: int | None = Field(default=None, foreign_key="commentthread.id")


class AnnotationEvent(SQLModel, table=True):
    """What somebody said to an annotation or did with it, never changed; `side` is reviewer or authority.

    `anchor_id` is the place that it had before somebody placed it anew.
    """

    id: int | None = Field(default=None, primary_key=True)
    annotation_id: int = Field(foreign_key="annotation.id", index=True)
    kind: str
    side: str
    words: str = ""
    anchor_id: int | None = None
    person: str
    person_id: int
    at: datetime
    sent_as: str = Field(unique=True)
