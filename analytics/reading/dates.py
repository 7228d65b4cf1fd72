"""When a text was published: from a date as written, a line at its head, or a file name."""

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FIRST_YEAR, LAST_YEAR = 1850, 2100

_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WRITTEN = re.compile(
    rf"\b{_MONTH.format('month')} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})\b"
    rf"|\b(?P<day_first>\d{{1,2}})(?:st|nd|rd|th)?[ -](?:of )?{_MONTH.format('month_second')},?[ -]"
    r"(?P<year_last>\d{4})\b"
    r"|\b(?P<iso_year>\d{4})[-/.](?P<iso_month>\d{1,2})[-/.](?P<iso_day>\d{1,2})\b",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"\s{0,9}(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")
_NUMBER = re.compile(r"\d{8}|-?\d{9,10}|-?\d{12,13}")
_IN_NAME = re.compile(
    r"(?<!\d)(?P<year>(?:18|19|20)\d\d)(?P<separator>[-_.]?)(?P<month>0[1-9]|1[0-2])"
    r"(?:(?P=separator)(?P<day>0[1-9]|[12]\d|3[01])(?!\d)|(?!\d)(?=[^\d]|$))"
)
# A line of a date and little else: "Published 5:00 PM EDT, Wed July 18, 2018", "By A. Name | May 10, 2017".
_LINE_AROUND = 60
_SENTENCE_END = re.compile(r"(?<![ap]\.m)[.!?”\"]\s{0,9}$", re.IGNORECASE)
_DATELINE = re.compile(r"[^\n]{0,80}?\d{4}(?: ?\([^()\n]{1,40}\))? {0,2}[-–—]")


def parse_date(value: str) -> datetime | None:
    """Return the date that `value` writes, in UTC without a zone, or None where there is none to read.

    Understood are ISO 8601, RFC 2822 ("Mon, 16 Jul 2018 10:00:00 GMT"), English dates ("July 16, 2018", "16 July
    2018"), 20180716, seconds or milliseconds since 1970, and 7/16/2018 (the month first, unless only the day can be).
    """
    value = value.strip()[:100]
    if _NUMBER.fullmatch(value):
        return _from_number(value)
    try:
        return _plain(datetime.fromisoformat(value))
    except (ValueError, OverflowError):
        pass
    if value[:3].isalpha():
        try:
            return _plain(parsedate_to_datetime(value))
        except (ValueError, TypeError, IndexError, OverflowError):
            pass
    if numeric := _NUMERIC.match(value):
        first, second, year = map(int, numeric.groups())
        return _date(year, first, second) or _date(year, second, first)
    return written_date(value)


def as_datetime(value: date) -> datetime | None:
    """Return a date or time as a time in UTC without a zone, or None where no text can be of that date."""
    return _plain(value if isinstance(value, datetime) else datetime(value.year, value.month, value.day))


def written_date(text: str) -> datetime | None:
    """Return the first full date (day, month and year) in `text`, or None."""
    for found in _WRITTEN.finditer(text):
        part = found.groupdict()
        if part["iso_year"]:
            time = _date(int(part["iso_year"]), int(part["iso_month"]), int(part["iso_day"]))
        else:
            month = MONTHS.index((part["month"] or part["month_second"])[:3].lower()) + 1
            time = _date(int(part["year"] or part["year_last"]), month, int(part["day"] or part["day_first"]))
        if time:
            return time
    return None


def date_of_line(line: str) -> datetime | None:
    """Return the date that `line`, a line near the head of a text, gives as that of publication, or None.

    A line of a date and little else gives it, and so does a dateline ("MOSCOW, May 10, 2017 (Reuters) -"); a date in
    a sentence is what the text is about.
    """
    found = _WRITTEN.search(line[:200])
    if not found:
        return None
    around = len(line) - (found.end() - found.start())
    if around <= _LINE_AROUND and not _SENTENCE_END.search(line):
        return written_date(line)
    if found.start() <= _LINE_AROUND and line[: found.start()].isupper() and _DATELINE.match(line):
        return written_date(line[: found.end()])
    return None


def date_of_name(name: str) -> datetime | None:
    """Return the date in a file name (2018-07-16_…, 20180716, …-2017-05): a month is its first day. A year is none."""
    for found in _IN_NAME.finditer(name):
        if time := _date(int(found["year"]), int(found["month"]), int(found["day"] or 1)):
            return time
    return None


def _from_number(value: str) -> datetime | None:
    if len(value) == 8:
        return _date(int(value[:4]), int(value[4:6]), int(value[6:]))
    seconds = int(value) / (1000 if len(value.lstrip("-")) > 10 else 1)
    try:
        return _plain(datetime.fromtimestamp(seconds, UTC))
    except (ValueError, OverflowError, OSError):
        return None


def _date(year: int, month: int, day: int) -> datetime | None:
    try:
        return _plain(datetime(year, month, day))
    except ValueError:
        return None


def _plain(time: datetime) -> datetime | None:
    if not FIRST_YEAR <= time.year <= LAST_YEAR:
        return None
    return time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo is not None else time
