"""What recordings are, how many minutes they make and what the minutes cost; no screen in here.

Conventions: a period is half-open, ``[since, until)``, and its days are billing days cut in an
explicit IANA zone. Durations are whole milliseconds (``int``) until the last step, money is
``Decimal`` and is rounded half up by ``analytics.core.money`` alone; a float on either way is a defect.
Ids are text. A recorded minute is charged by the ratio of its kind: camera, screen and whiteboard
count fully, the mixed stream is free for now and audio files are not charged. Only files of
FINISHED tasks are billable. An error that a person can mend is an ``analytics.core.errors.Problem``.
"""
