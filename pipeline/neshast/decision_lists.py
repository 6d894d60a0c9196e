"""Lists of what was decided: laid out in lines below a head, or in one line behind a colon."""

from __future__ import annotations

import re
from collections.abc import Iterator

from neshast.coordination import begins_matter, coordinated, split_list
from neshast.decided_actions import SUBJUNCTIVE, actions, acts, long_enough, numbered
from neshast.decisions import bullet_of
from neshast.grammar import begins, either
from neshast.intros import past_intro
from neshast.page import ITEM
from neshast.passages import Stretch, clause_start
from neshast.view import View

_ACTION_LINE = re.compile(rf"^[^:]{{12,300}}(?<!\w){SUBJUNCTIVE}[\s.؛]*$")
_BELOW = re.compile(
    rf"{either('decided_things', 'listed_things')} {either('below_adjectives')}(?!\w)"
)
_DECIDED_BELOW = re.compile(rf"{either('decided_things')} {either('below_adjectives')}(?!\w)")
# «این تصمیمات گرفته شد:», «تصمیماتی به این شرح اتخاذ گردید:».
_TAKEN = re.compile(
    rf"(?<!\w){either('decided_things', 'decision_nouns_told', 'agreement_nouns')}"
    rf"(?: \w+){{0,5}}? {either('came_about')}(?!\w)"
)
_PROVISION = re.compile(
    rf"\W*(?:{either('according')} )?(?:{either('this_same')} )?{either('law_parts')}"
    rf"(?: {either('list_letters')}| \d+| {either('indefinite')}| {either('this_same')})(?!\w)"
)
_DECIDED = re.compile(rf"(?<!\w){either('decided_things', 'decided_thing', 'proposals')}(?!\w)")
_LIST_ENDS = (":", "؛")
# «تصامیم», «توافقات:», in a line of their own.
_HEADING = re.compile(rf"\W*(?:\w+ )?{either('decided_things', 'decided_heads')}\s?[:؛]?\W*")
_SEMICOLON = re.compile(r"؛(?:\s+و(?!\w))?")
# «۱ کندن جوی», as written by hand: only the next number makes it an item.
_COUNTED = re.compile(r"\s*(\d{1,2})\s+(?=[^\W\d])")
# «سه سفارش مشخص را به والی ارائه کردند: A، B و C».
_PROPOSED = re.compile(
    rf"(?<!\w){either('proposals')}(?!\w)[^:؛.]{{0,60}}(?<!\w){either('puts_forward')}[^:؛.]{{0,20}}[:؛]\s*"
)
# «توافقات خوبی مبنی بر X صورت گرفت».
_NAMED = re.compile(
    rf"(?<!\w)({either('agreement_nouns', 'decision_nouns_told')})(?: \w+){{0,3}}"
    rf" {either('saying_that')} ([^.؛:]{{8,240}}?) {either('came_about')}(?!\w)"
)
# «دستور پیگیری مشکلات را صادر کرد».
_ORDERED = re.compile(
    rf"(?<!\w){either('order_nouns')} ([^.؛:،]{{8,160}}?) را {either('gives_order')}(?!\w)"
)
# «شهرداری موظف به تکمیل بوستان شد», «N مأمور پیگیری موضوع شد».
_BOUND_TO = re.compile(
    rf"(?<!\w)(?:{either('bound')} به|{either('charged')}) ([^.؛:،]{{8,160}}?)"
    rf" {either('passive_ends', 'made_bound')}(?!\w)"
)
# «مجمع ضمن تصویب صورت های مالی، …».
_PASSING = re.compile(
    rf"(?<!\w){either('besides_doing')} {either('passing_nouns')} ([^.؛:،]{{8,120}}?)،"
    rf"(?!.*(?<!\w){either('tells')})"
)
# «موافقت خود را با واگذاری زمین اعلام کرد».
_CONSENT_GIVEN = re.compile(
    rf"(?<!\w){either('consents')} (?:{either('ones_own')} )?را {either('consent_on')} "
    rf"([^.؛:]{{8,160}}?) {either('consent_given')}(?!\w)"
)
# «یادداشت تفاهم همکاری‌های X به امضای وزیران دو کشور رسید».
_SIGNED_BY = re.compile(
    rf"(?<!\w)((?:{either('indefinite', 'few_numbers')} |\d+ )?(?:{either('pieces')} )?"
    rf"(?!{either('minutes_papers')}){either('signed_papers')}(?!\w)[^.؛:]{{2,160}}?)"
    rf"\s+(?:{either('also')}\s+)?به {either('signatures')}"
    rf" (?:(?!{either('will')} )[^،.؛:]){{2,80}}?"
    rf" {either('signed_ends')}(?!\w)"
)
# «گزارش مالی را خواند که با ۳۰ رأی تصویب شد».
_LAID_AND_PASSED = re.compile(
    rf"(?<!\w)({either('passed_papers')}(?!\w)[^.؛:،]{{0,100}}?) را (?:[^.؛:]{{2,60}}?[ ،])??"
    rf"{either('laid_for_vote')}(?: و|،? که)(?: [^.؛:،]{{2,60}}?)?? {either('passed_it')}(?!\w)"
)
# «X مطرح و بررسی گردید که در نتیجه به اتفاق آرا مورد تأیید قرار گرفت».
_HEARD_AND_PASSED = re.compile(
    rf"\s(?:(?:مورد )?{either('had_been_read', 'talk_nouns')}(?: و (?:مورد )?\w+)?"
    rf"(?: قرار گرفت| {either('passive_ends')})"
    rf"|{either('on_the')} {either('agenda_nouns')}(?: \w+){{0,2}} {either('was')})،? که"
    rf" (?:[^.؛:]{{2,70}} )??{either('passed_it')}(?!\w)"
)
# «قرارداد ۲۵ پروژه منظور، یک لغو و دو پروژه دیگر …».
_COUNTED_PASSED = re.compile(
    rf"(?<!\w)((?:قرارداد )?(?:\d+|{either('count_words')}) \w{{3,}} {either('passed_some')})"
    rf"(?:،| و) (?:\d+|{either('count_words')}) "
)
# «هدایات لازم را به ادارات سپرد».
_NAMELESS = re.compile(
    rf"(?<!\w){either('nameless_orders')}(?: را)? به [^.؛:،]{{2,80}}? {either('orders_given')}"
    rf"(?!\w)(?!\s*،? ?{either('that')})"
)
# «اعضا رأی به ادامه کار شهردار دادند».
_VOTE_FOR = re.compile(
    rf"(?<!\w){either('vote_nouns')}(?: {either('votes_manner')})? به"
    rf" ((?:(?!{either('vote_nouns')} )[^.؛:،]){{8,120}}?)"
    rf" {either('gave')}(?!\w)"
)
# «مهم ترین تصمیمات این نشست عبارتند از: A، B و C».
_DECIDED_ARE = re.compile(
    rf"(?<!\w){either('decided_things')}(?!\w)[^:؛.]{{0,60}}(?:{either('consist_of')})?\s*:\s*"
)

# «نتایج انتخابات هیئت مدیره به شرح زیر اعلام شد:», «اعضا به این شرح انتخاب شدند:».
_RESULTS = re.compile(
    rf"(?<!\w){either('results_of')} {either('elections')}(?!\w)[^:؛.]{{0,60}}:\s*"
    rf"|(?<!\w){either('elections')}(?!\w)[^:؛.]{{0,60}}(?<!\w){either('results_of')}"
    rf"(?!\w)[^:؛.]{{0,40}}:\s*"
)
_ELECTED = re.compile(r"[^:؛.،]{0,30}:\s*")
# «A به عنوان رئیس، B با ۸ رأی و آقای C منشی»: the next of those elected.
_NEXT_ELECTED = re.compile(
    rf"\s*[،؛]\s*(?:و\s+)?|\s+و\s+(?={either('plural_honorific', 'titled_speaker')}\s"
    rf"|[^،؛.:]{{3,60}}?\d+ {either('vote_nouns')}(?!\w))"
)

# «سه مورد را به تصویب رساندند: A؛ B؛ و C».
_COUNTED_THINGS = re.compile(
    rf"(?<!\w)(?:{either('count_words', 'some_count')}|\d+) {either('counted_things')}(?!\w)"
    r"[^:؛.]{0,70}:\s*"
)


_OF_MEETING = (
    rf"{either('decided_things')}(?:(?: {either('this_same')})? {either('agenda_meetings')}(?!\w)"
    rf"(?: {either('agenda_of', 'agenda_times')})*)"
)
# «A و B از دیگر مصوبات این جلسه بود».
_AMONG_DECIDED = re.compile(
    rf"[،\s]{{1,3}}(?:{either('also')} )?از (?:{either('among_the')} )?{_OF_MEETING}"
    rf" {either('was_is')}[\s.]*$"
)
# «از جمله مصوبات این جلسه می توان به A و B اشاره کرد».
_MAY_NAME = re.compile(
    rf"(?<!\w)از {either('among_the')} {_OF_MEETING}\s*،? {either('may_name')} (?:به|از)"
    rf" ([^.؛:]{{8,240}}?) {either('named_ends')}(?!\w)"
)
# «مهم ترین مصوبه این جلسه، A بود».
_CHIEF = re.compile(
    rf"{either('chief')} {_OF_MEETING}\s*،?\s+([^.؛:]{{8,240}}?) {either('was_is')}[\s.]*$"
)


def _cited_items(view: View, start: int, end: int) -> list[Stretch]:
    """What a sentence names among the decisions of the meeting."""
    behind = _AMONG_DECIDED.search(view.text, start, end)
    if behind is not None:
        begin = clause_start(view, start, behind.start(), "hold", "decide", "discuss", "say")
        return split_list(view.text, past_intro(view, begin, behind.start()), behind.start())
    for shape in (_MAY_NAME, _CHIEF):
        told = shape.search(view.text, start, end)
        if told is not None and not view.within(*told.span(1), "decide", "say"):
            return split_list(view.text, *told.span(1))
    return []


def items_below(
    view: View, sentences: list[Stretch], paragraphs: list[int], i: int
) -> Iterator[tuple[int, str]]:
    """The sentences that begin an item of the list that sentence `i` announces, with its kind.

    Args:
        view: of the document.
        sentences: of the report.
        paragraphs: the number of the paragraph of each sentence.
        i: the sentence that may be a head: «مصوبات به شرح ذیل:».
    """
    start, end = sentences[i]
    text = view.text
    decides = view.within(start, end, "decide")
    closes = text[start:end].rstrip().endswith(_LIST_ENDS)
    named = closes and (_DECIDED_BELOW.search(text, start, end) or _TAKEN.search(text, start, end))
    announced = decides and (closes or _BELOW.search(text, start, end))
    heads = view.within(start, end, "outcome_head")
    if not _DECIDED.search(text, start, end):
        # «شرایط شرکت به شرح زیر است:»
        heads = [head for head in heads if not begins(head.cue.phrase, "as_follows")]
    elected = closes and elects(view, start, end) is not None
    if not (named or announced or elected or heads or _HEADING.fullmatch(text[start:end])):
        return
    paragraph, bullet, count = -1, None, 0
    for n in range(i + 1, len(sentences)):
        if paragraphs[n] == paragraph:
            continue
        if _PROVISION.match(text, *sentences[n]):
            # «… به تصویب رسید که متن آن چنین است: ماده ۱ …».
            break
        item = ITEM.match(text, *sentences[n])
        counted = None if item else _COUNTED.match(text, *sentences[n])
        item = item or (counted if counted and int(counted[1]) == count + 1 else None)
        sign = bullet_of(item[0]) if item else "none"
        fresh = paragraphs[n] != paragraphs[n - 1]
        line = text[slice(*sentences[n])] if fresh and not counted else ""
        acts_alone = _ACTION_LINE.search(line) is not None
        if bullet not in (None, sign) or not (item or acts_alone):
            break
        paragraph, bullet, count = paragraphs[n], sign, count + 1
        yield n, "appointment" if elected else "decision"


def elects(view: View, start: int, end: int) -> int | None:
    """Behind the colon of a sentence that announces those elected; None for any other."""
    results = _RESULTS.search(view.text, start, end)
    if results is not None:
        return results.end()
    for verb in view.within(start, end, "decide"):
        colon = _ELECTED.match(view.text, verb.end, end)
        # «وظایف کمیته ها مشخص گردید:» elects nobody.
        sets = begins(verb.cue.phrase, "sets") and not begins(verb.cue.phrase, "rules")
        colon = colon if verb.value == "appointment" and not sets else None
        if colon is not None and not view.within(verb.end, colon.end(), "say", "said"):
            return colon.end()
    return None


def past_number(text: str, start: int, end: int, counted: bool) -> int:
    """Past the bullet or number at `start`; past a bare number only of what is `counted`."""
    item = ITEM.match(text, start, end) or (counted and _COUNTED.match(text, start, end))
    return item.end() if item else start


def gives_nameless(text: str, start: int, end: int) -> bool:
    """True for «هدایات لازم را به ادارات سپرد»: orders of which nothing more is told."""
    return _NAMELESS.search(text, start, end) is not None


def items_behind(view: View, start: int, end: int, limit: int) -> tuple[str, list[Stretch]]:
    """The kind of outcome and the items that a sentence names behind its colon, if it does.

    Args:
        view: of the document.
        start: of the sentence.
        end: of the sentence.
        limit: of its paragraph, to which the items run if they are numbered.
    """
    named = view.first(start, end, "outcome_head")
    colon = view.text.find(":", named.end, end) if named else -1
    counted = numbered(view.text, colon + 1, limit) if colon > 0 else []
    if counted:
        return "decision", counted
    chosen = elects(view, start, end)
    if chosen is not None and long_enough(view.text[chosen:end]):
        return "appointment", coordinated(view.text, chosen, end, _NEXT_ELECTED)
    order = _ORDERED.search(view.text, start, end)
    if order is not None and begins_matter(order[1]):
        return "instruction", [order.span(1)]
    bound = _BOUND_TO.search(view.text, start, end)
    if bound is not None and begins_matter(bound[1]):
        return "instruction", [bound.span(1)]
    consent = _CONSENT_GIVEN.search(view.text, start, end)
    if consent is not None:
        return "agreement", [consent.span(1)]
    heard = _HEARD_AND_PASSED.search(view.text, start, end)
    if heard is not None:
        begin = clause_start(view, start, heard.start(), "hold", "decide", "say")
        return "decision", [(past_intro(view, begin, heard.start()), heard.start())]
    for kind, shape in (
        ("decision", _COUNTED_PASSED),
        ("decision", _LAID_AND_PASSED),
        ("decision", _PASSING),
        ("vote", _VOTE_FOR),
    ):
        told = shape.search(view.text, start, end)
        if told is not None:
            return kind, [told.span(1)]
    named_there = _cited_items(view, start, end)
    if named_there:
        return "decision", named_there
    signed = _SIGNED_BY.search(view.text, start, end)
    if signed is not None and not view.within(*signed.span(), "decide", "say"):
        return "agreement", [signed.span(1)]
    noun = _NAMED.search(view.text, start, end)
    if noun is not None:
        kind = "agreement" if begins(noun[1], "agreement_nouns") else "decision"
        return kind, split_list(view.text, *noun.span(2))
    things = _COUNTED_THINGS.search(view.text, start, end)
    verb = view.first(*things.span(), "decide") if things else None
    if things is not None and verb is not None:
        kind = "decision" if verb.value == "vote" else verb.value
        return kind, _listed(view, things.end(), end)
    for kind, opens in (("recommendation", _PROPOSED), ("decision", _DECIDED_ARE)):
        match = opens.search(view.text, start, end)
        if match is None or not long_enough(view.text[match.end() : end]):
            continue
        if view.within(match.start(), match.end(), "say", "said"):
            continue
        return kind, _listed(view, match.end(), end)
    return "", []


def _listed(view: View, start: int, end: int) -> list[Stretch]:
    """The items of a list in one line: between semicolons, or actions, or things."""
    cuts = [at for m in _SEMICOLON.finditer(view.text, start, end) for at in m.span()]
    if cuts:
        edges = [start, *cuts, end]
        return list(zip(edges[::2], edges[1::2], strict=True))
    if acts(view.text[start:end]):
        return actions(view.text, start, end)
    return split_list(view.text, start, end)
