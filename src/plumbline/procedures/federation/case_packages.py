"""A case that goes to another home and comes back: signed packages of what happened in it.

It stays one case. The home that has it acts; the other shows where it stands, as far as it was told. A package holds
every event since the opening but what concerns people and links of one home alone; personal data stays where it was
said. It is checked whole before anything of it is kept: who sent it must be trusted, must have the case, and says
nothing of what happened here but what did. Taking it twice changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from plumbline.errors import Code, IntakeError
from plumbline.home import Home
from plumbline.methods.shared.trust import signing
from plumbline.procedures.casework import holding, refusals, summaries
from plumbline.procedures.casework.common_acts import REASON, done, must_lead
from plumbline.procedures.casework.declaration import Procedure
from plumbline.procedures.casework.finding import Found, assembled
from plumbline.procedures.casework.flow_over import ruled
from plumbline.procedures.casework.passing import must_be_of_one
from plumbline.procedures.casework.registry import procedures
from plumbline.procedures.casework.rules import rules_sha256
from plumbline.procedures.casework.standing import (
    ASSIGN,
    BECAUSE,
    BY_LINK,
    GIVE_LINK,
    OF,
    RECEIPT,
    RELEASE,
    RETRY,
    REVOKE_LINK,
    SEND,
    TAKE,
)
from plumbline.procedures.common.archive import must_be_new, plain_errors
from plumbline.procedures.federation import keys, package_files, trusting
from plumbline.records.core import cases, locks
from plumbline.records.core.cases import CONFLICT, MOST_KEY, MOST_NAME, MOST_ORGANISATION, Case, CaseEvent
from plumbline.records.core.region_trees import covered_by, tree
from plumbline.records.core.visibility import may_keep
from plumbline.text import Text

FORMAT, RECEIPT_FORMAT = "plumbline.case/1", "plumbline.case-receipt/1"
OWN = frozenset({ASSIGN, RELEASE, CONFLICT, GIVE_LINK, REVOKE_LINK, RECEIPT, RETRY})
"""Acts that concern people and links of one home: another has other people under the same numbers."""
HIDDEN = ("~sha256", "~code", BY_LINK, BECAUSE)
MOST_BYTES, MOST_HEAD = 64 << 20, 1000
THE_PACKAGE = Text("the package", "移交文件")
ASK_AGAIN = Text("Ask who sent it to write it again", "请让发送单位重新生成")


Instance = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,39}\Z")]
Number = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-[0-9]{4,20}\Z")]
Name = Annotated[str, msgspec.Meta(max_length=MOST_NAME)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class Happened(msgspec.Struct, forbid_unknown_fields=True):
    """One event as another home is told it. ``key`` is that of its home, with the number of its journal entry there."""

    key: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,39}:[1-9][0-9]{0,17}\Z")]
    leaf: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
    act: Name
    member: Annotated[str, msgspec.Meta(max_length=MOST_KEY)]
    said: dict[str, str]
    state: Name
    part: Name
    organisation: Annotated[str, msgspec.Meta(max_length=MOST_ORGANISATION)]
    late: bool
    at: Moment


class Document(msgspec.Struct, forbid_unknown_fields=True):
    """What a package says: whose it is and for whom, which case by the home and the number of its opening, under which
    rules, and everything that happened. ``files`` are the texts that lie beside the events, as Base64 of gzip by their
    SHA-256."""

    format: str
    instance: str
    to: str
    procedure: str
    origin: Instance
    number: Number
    rules: str
    at: Moment
    events: Annotated[list[Happened], msgspec.Meta(min_length=1)]
    files: dict[str, str] = {}


class Receipt(msgspec.Struct, forbid_unknown_fields=True):
    """That a package was taken."""

    format: str
    instance: str
    to: str
    package: str
    procedure: str
    origin: Instance
    number: Number
    at: Moment


class Signed(msgspec.Struct, forbid_unknown_fields=True):
    """A file: the document, byte for byte as it was signed, and the signature."""

    document: str
    signature: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A package that was taken: the case here, how many of its events were new, and the hash that a receipt names."""

    case: Case
    new: int
    sha256: str
    sender: str


def send(home: Home, user: Any, name: str, number: str, to: str, region: str, reason: str, file: Path, *, at: datetime,
         ) -> CaseEvent | None:
    """Hand a case to the instance ``to``, for the authority of ``region``, and write its package. For who sees to it. A
    package that was lost is written again: no second event. :raises IntakeError: for an instance that is not trusted.
    :raises RecordError: for a region that there is not, or a case that is elsewhere or has ended."""
    own = _own(home)
    if to not in trusting.known(home) or to == own:
        raise trusting.not_trusted(to)
    must_be_new(file)

    def fits(found: Found, user: Any) -> None:
        must_lead(found, user)
        must_be_of_one(found)
        if found.state().ends:
            raise refusals.ended(found.procedure, number)
        if region not in tree().at(found.on):
            raise refusals.region_unknown(found.procedure, number, region)
        package_files.of(found.procedure, (each.said for each in cases.events_of(found.row)))

    procedure = procedures().get(name)
    row = Case.objects.filter(procedure=name, number=number).first()
    gone = assembled(home, procedure, row, cases.events_of(row), timezone.localdate(at)) if row and procedure else None
    event = None
    if gone is not None and gone.away == to:
        if not may_send_again(gone, user):
            raise refusals.not_theirs(gone.procedure, number, "", (gone.procedure.lead,))
    else:
        event = done(home, user, name, number, SEND, REASON, {"reason": reason}, "", at, fits,
                     also={"to": to, "region": region})
    _write(home, name, number, to, file, at)
    return event


def mirror(home: Home, name: str, number: str, to: str, file: Path, *, at: datetime) -> None:
    """Write how a case stands for an instance that had it, without handing it over."""
    if to not in trusting.known(home):
        raise trusting.not_trusted(to)
    must_be_new(file)
    _write(home, name, number, to, file, at)


def take(home: Home, file: Path, *, at: datetime, actor: int | None = None) -> Taken:
    """Take a package in: its events are added to the case, which is made where it is new here; by ``actor``, or whoever
    runs commands on this machine.

    :raises IntakeError: for a file that is no package, was altered, is not for this instance or from one that is not
        trusted, of a procedure that is not declared here or ruled otherwise, or older than what is known: nothing of it
        is kept."""
    signed = _read(file)
    document = _opened(home, signed, FORMAT, Document)
    procedure = _procedure(home, document)
    digest = sha256(signed.document.encode()).hexdigest()
    try:
        with transaction.atomic():
            locks.record(procedure.name, "~packages")
            row = _row(home, document)
            known = {} if row is None else {_key(home, each): each for each in _events(row)}
            fresh = _fresh(home, document, row, known, at)
            if row is None:
                row = _begun(home, document)
            _must_be_somewhere(document, fresh, at)
            package_files.keep(procedure, document.files, (each.said for each in fresh), document.instance)
            for each in fresh:
                _add(row, each, known)
            if any(each.act == SEND and each.said.get("to") == _own(home) for each in fresh):
                cases.add(CaseEvent(case=row, act=TAKE, actor=actor, said={
                    "from": document.instance, "package": digest}), at)
            if fresh:
                _renew(home, procedure, row, at)
    except (ValueError, KeyError, IndexError, OverflowError) as error:  # signed, and still no sense
        raise _unfit("case.package_unreadable", Text("what this package says of the case makes no sense",
                                                       "该移交文件所述内容无法识别"), document.instance,
                       ASK_AGAIN) from error
    return Taken(row, len(fresh), digest, document.instance)


def _fresh(home: Home, document: Document, row: Case | None, known: Mapping[str, CaseEvent], at: datetime,
           ) -> list[Happened]:
    """The events of a package that are new here. :raises IntakeError: where its sender does not have the case, it says
    otherwise than what is known, or less."""
    own, told = _own(home), {each.key: each for each in document.events}
    for key, event in known.items():
        each = told.get(key)
        if each is None and event.act not in OWN and not key.startswith(f"{own}:"):
            raise _unfit("case.package_older", Text("this package is older than what is known here",
                                                      "该移交文件早于本单位已掌握的内容"), document.instance,
                           Text("Take the newest one", "请使用最新的移交文件"))
        if each is not None and each.leaf != _leaf(event):
            raise _lies(document)
    fresh = [each for each in document.events if each.key not in known]
    if len(told) < len(document.events) or any(
            each.act in OWN or each.key.startswith(f"{own}:") or each.at > document.at for each in fresh):
        raise _lies(document)
    if fresh and not _has_it(home, document, row, at):
        raise _unfit("case.package_not_theirs", Text("who sent this package does not have the case",
                                                       "发送单位并不持有该事项"), document.instance,
                       Text("Ask them how they came by it", "请与发送单位核实"))
    return fresh


def _must_be_somewhere(document: Document, fresh: list[Happened], at: datetime) -> None:
    """:raises IntakeError: where a case is handed to the authority of a region that is not here: none would see it."""
    here = tree().at(timezone.localdate(at))
    if any(each.act == SEND and each.said.get("region") not in here for each in fresh[-1:]):
        raise _cannot_be_here(document)


def _cannot_be_here(document: Document) -> IntakeError:
    return _unfit("case.package_case", Text("this package is of a case that cannot be here",
                                            "该移交文件所述事项不能在本单位建立"), document.origin, ASK_AGAIN)


def _has_it(home: Home, document: Document, row: Case | None, at: datetime) -> bool:
    """Whether the sender may tell of the case: it has it, as far as is known here; or, of one that is new here, hands
    it to this instance, from a region that it answers for."""
    if row is not None:
        found = assembled(home, procedures()[row.procedure], row, cases.events_of(row), timezone.localdate(at))
        return found.away == document.instance
    sent, first = [each for each in document.events if each.act == SEND], document.events[0]
    trusted = trusting.known(home)
    sender, opener = trusted[document.instance], trusted.get(document.origin)
    regions = {first.said.get(procedures()[document.procedure].region, "")} | ({opener.region} if opener else set())
    answers = all(sender.region in {region, *covered_by().get(region, ())} for region in regions)
    return bool(sent) and answers and first.key.startswith(f"{document.origin}:") and (
        sent[-1].said.get("to") == _own(home) and sent[-1].key.startswith(f"{document.instance}:"))


def _lies(document: Document) -> IntakeError:
    return _unfit("case.package_otherwise", Text("this package says otherwise than what happened here",
                                                   "该移交文件所述与本单位实际办理情况不符"), document.instance,
                    Text("Ask who sent it to look into it; the doctor may find where it was changed",
                         "请让发送单位核查；可运行plumb doctor查找改动之处"))


def receipt(home: Home, name: str, number: str, file: Path, *, at: datetime) -> None:
    """Write that the newest package of a case was taken, signed, for who sent it. :raises IntakeError: for a case that
    was never sent here."""
    must_be_new(file)
    taken = CaseEvent.objects.filter(case__procedure=name, case__number=number, act=TAKE, said__has_key="package")
    newest = next((each for each in taken.select_related("case").order_by("-pk") if OF not in each.said), None)
    if newest is None:
        raise _unfit("case.package_case", Text("this case was not sent here", "该事项并非移交至本单位"), number,
                     ASK_AGAIN)
    origin, own_number = origin_of(home, newest.case)
    said = Receipt(RECEIPT_FORMAT, _own(home), newest.said["from"], newest.said["package"], name, origin, own_number,
                   at)
    _sign(home, RECEIPT_FORMAT, said, file)


def is_receipt(file: Path) -> bool:
    """Whether a file says that it is a receipt, and no package; who signed it is asked when it is kept."""
    return f'"{RECEIPT_FORMAT}"' in _read(file).document[:MOST_HEAD]


def acknowledge(home: Home, file: Path, *, at: datetime) -> CaseEvent:
    """Keep a receipt beside the case that was sent. :raises IntakeError: as :func:`take`."""
    said = _opened(home, _read(file), RECEIPT_FORMAT, Receipt)
    number = said.number if said.origin == _own(home) else f"{said.origin}.{said.number}"
    row = Case.objects.filter(procedure=said.procedure, number=number).first()
    procedure = procedures().get(said.procedure)
    if row is None or procedure is None:
        raise _unfit("case.package_case", Text("there is no such case here", "本单位没有该事项"), file, ASK_AGAIN)
    if not CaseEvent.objects.filter(case=row, act=SEND, said__to=said.instance).exists():
        raise _unfit("case.package_case", Text(f"this case was never sent to '{said.instance}'",
                                               f"该事项从未移交给“{said.instance}”"), file, ASK_AGAIN)
    with transaction.atomic():
        locks.record(said.procedure, row.number)
        old = CaseEvent.objects.filter(case=row, act=RECEIPT, said__package=said.package).first()
        if old is not None:
            return old
        event = cases.add(CaseEvent(case=row, act=RECEIPT, part="", actor=None, said={
            "from": said.instance, "package": said.package, "taken_at": said.at.isoformat()}), at)
        _renew(home, procedure, row, at)
    return event


def origin_of(home: Home, row: Case) -> tuple[str, str]:
    """The home in which a case was opened, and its number there."""
    first = CaseEvent.objects.filter(case=row).order_by("pk").first()
    of = str(first.said.get(OF, "")) if first is not None else ""
    if not of:
        return _own(home), str(row.number)
    origin = of.partition(":")[0]
    return origin, str(row.number).removeprefix(f"{origin}.")


def _write(home: Home, name: str, number: str, to: str, file: Path, at: datetime) -> None:
    row = Case.objects.get(procedure=name, number=number)
    procedure = ruled(home, procedures()[name], _ruled_on(home, row, at))
    origin, own_number = origin_of(home, row)
    events = _events(row)
    keys_of = {each.pk: _key(home, each) for each in events}
    told = [_told(each, keys_of) for each in events if each.act not in OWN]
    beside = package_files.of(procedure, (each.said for each in told))
    _sign(home, FORMAT, Document(FORMAT, _own(home), to, name, origin, own_number, rules_sha256(procedure), at, told,
                                 beside), file)


def may_send_again(found: Found, user: Any) -> bool:
    """Whether ``user`` is given the package of a case that is elsewhere: it holds all that happened in the case, so who
    sees to cases in one of the regions that had it."""
    board, kind = found.board, holding.kind_of(found.procedure)
    return user is not None and not holding.conflicted(board, user) and any(
        may_keep(user, kind, each) for each in (board.opened_in, *board.regions))


def _ruled_on(home: Home, row: Case, at: datetime) -> Any:
    found = assembled(home, procedures()[row.procedure], row, cases.events_of(row), timezone.localdate(at))
    ruled_at = found.board.ruled_at
    return timezone.localdate(ruled_at if ruled_at is not None else at)


def _told(event: CaseEvent, keys_of: Mapping[int, str]) -> Happened:
    said = {name: text for name, text in event.said.items() if name not in (*HIDDEN, OF)}
    if "consult" in said and event.act not in procedures()[event.case.procedure].by_name:
        said["consult"] = keys_of.get(int(said["consult"]), "")
    return Happened(keys_of[event.pk], _leaf(event), event.act, event.member, said, event.state, event.part,
                    event.organisation, event.late, event.at)


def _add(row: Case, each: Happened, known: dict[str, CaseEvent]) -> None:
    said = {name: text for name, text in each.said.items() if name not in HIDDEN} | {OF: f"{each.key}:{each.leaf}"}
    if "consult" in said and each.act not in procedures()[row.procedure].by_name:
        asked = known.get(said["consult"])
        if asked is None:
            return  # the answer to a question that this home was never told
        said["consult"] = str(asked.pk)
    event = cases.add(CaseEvent(case=row, act=each.act, member=each.member, said=said, state=each.state, part=each.part,
                                organisation=each.organisation, late=each.late, actor=None), each.at)
    known[each.key] = event


def _events(row: Case) -> list[CaseEvent]:
    return list(CaseEvent.objects.filter(case=row).select_related("entry", "case").order_by("pk"))


def _key(home: Home, event: CaseEvent) -> str:
    """What an event is called between homes: by the home in which it happened and the number of its journal entry."""
    of = str(event.said.get(OF, ""))
    return of.rpartition(":")[0] if of else f"{_own(home)}:{event.entry.number}"


def _leaf(event: CaseEvent) -> str:
    """The leaf of an event in the home in which it happened, hex."""
    return str(event.said[OF]).rpartition(":")[2] if OF in event.said else bytes(event.leaf).hex()


def _row(home: Home, document: Document) -> Case | None:
    number = document.number if document.origin == _own(home) else f"{document.origin}.{document.number}"
    return Case.objects.filter(procedure=document.procedure, number=number).first()


def _begun(home: Home, document: Document) -> Case:
    number = f"{document.origin}.{document.number}"
    procedure = procedures()[document.procedure]
    region = document.events[0].said.get(procedure.region, "") if procedure.region else ""
    if document.origin == _own(home) or len(number) > MOST_NAME or not region:
        raise _cannot_be_here(document)
    return Case.objects.create(procedure=document.procedure, number=number, region=region)


def _renew(home: Home, procedure: Procedure, row: Case, at: datetime) -> None:
    found = assembled(home, procedures()[procedure.name], row, cases.events_of(row), timezone.localdate(at))
    summaries.renew_whole(found)


def _procedure(home: Home, document: Document) -> Procedure:
    known = procedures().get(document.procedure)
    if known is None:
        raise _unfit("case.package_procedure", Text(
            f"the procedure '{document.procedure[:40]}' is not declared here",
            f"本单位没有流程“{document.procedure[:40]}”"),
            document.instance, Text("Install what declares it, and take the package then", "请先安装该流程再接收"))
    opened = timezone.localdate(document.events[0].at)
    if document.rules not in {rules_sha256(known), rules_sha256(ruled(home, known, opened))}:
        raise _unfit("case.package_rules", Text("the procedure is ruled otherwise there than here",
                                                  "双方该流程的规则不一致"), document.instance, Text(
            "Bring both to the same declaration and the same flow file", "请双方采用相同的流程声明和流程规则文件"))
    return known


def _own(home: Home) -> str:
    name = str(settings.INSTANCE)
    if not name:
        raise IntakeError("case.package_unnamed", Text("this instance has no name yet", "本实例尚未设置名称"),
                          where=str(home.config_file), next_step=Text('Set instance = "some-name" in that file',
                                                                      '请在该文件中设置instance = "some-name"'))
    return name


def _sign(home: Home, domain: str, said: msgspec.Struct, file: Path) -> None:
    text = msgspec.json.encode(said, order="sorted")
    signed = Signed(text.decode(), keys.sign(home, domain, text).hex())
    with plain_errors(THE_PACKAGE, file):
        file.write_bytes(msgspec.json.encode(signed))


def _read(file: Path) -> Signed:
    with plain_errors(THE_PACKAGE, file):
        size = file.stat().st_size
        content = file.read_bytes() if size <= MOST_BYTES else b""
    try:
        return msgspec.json.decode(content, type=Signed)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _unfit("case.package_unreadable", Text("this is no package of a case", "这不是事项移交文件"), file,
                     ASK_AGAIN) from error


def _opened(home: Home, signed: Signed, domain: str, of: Any) -> Any:
    """The document of a file, once its signature fits. :raises IntakeError: where it does not."""
    try:
        document = msgspec.json.decode(signed.document, type=of)
        text = msgspec.json.encode(document)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise _unfit("case.package_unreadable", Text("this is no package of a case", "这不是事项移交文件"), domain,
                     ASK_AGAIN) from error
    if b"\\u0000" in text:  # no store keeps it
        raise _unfit("case.package_unreadable", Text("this is no package of a case", "这不是事项移交文件"), domain,
                     ASK_AGAIN)
    trusted = trusting.known(home).get(document.instance)
    if trusted is None:
        raise trusting.not_trusted(document.instance[:60])
    if not _fits(trusted.key, domain, signed) or document.format != domain:
        raise _unfit("case.package_forged", Text("this package is not what its sender signed",
                                                   "该移交文件与发送单位签名的内容不符"), document.instance,
                       Text("Take it from them again; if it stays so, compare their key by telephone",
                            "请重新获取；如仍不符，请电话核对其公钥"))
    if document.to != _own(home):
        raise _unfit("case.package_not_ours", Text(f"this package is for '{document.to[:60]}'",
                                                     f"该移交文件的接收单位为“{document.to[:60]}”"), document.instance,
                       Text("Give it to them", "请转交该单位"))
    return document


def _fits(key: str, domain: str, signed: Signed) -> bool:
    try:
        signature = bytes.fromhex(signed.signature)
    except ValueError:
        return False
    return signing.verify(key, domain, signed.document.encode(), signature)


def _unfit(code: Code | str, what: Text, where: Any, next_step: Text) -> IntakeError:
    return IntakeError(code, what, where=str(where), next_step=next_step)
