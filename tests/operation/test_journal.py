"""After a restore nothing withdrawn, erased, used or sent comes back (REL-31)."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from clients.agreements.files import remove_document
from clients.cases.joint import offer_joint
from clients.cases.partner import take_back
from clients.contact.services import mute_mail, set_discreet
from clients.homework.homework_tasks import remove_journal
from clients.homework.models import JournalEntry as OwnPage
from clients.models import Document, JointWork, PartnerInvitation, PartnerInvitationState
from clients.record import erase
from coachdesk.consents.models import ConsentKind
from coachdesk.consents.services import record_choice, withdraw
from coachdesk.operation import backups, journal
from coachdesk.operation.drill import run_drill
from coachdesk.operation.errors import OperationRefused
from coachdesk.operation.models import WaitingLine
from coachdesk.outbox.models import Channel, OutboxMessage, Permission
from coachdesk.outbox.relay import run_due
from coachdesk.outbox.services import enqueue_mail, freeze_contact, set_safe_contact
from coachdesk.publishing.comments import delete_own, submit
from coachdesk.publishing.publication import unpublish
from coachdesk.questions.own_letter import withdraw_letter
from coachdesk.questions.retention import erase as erase_letter
from coachdesk.users.models import Role
from coachdesk.users.services import create_invitation, end_membership, set_roles
from coachdesk.users.signals import happened
from tests.coaching_sessions.makers import make_meeting, make_signed
from tests.couples.people import partner_of
from tests.factories import make_client, make_staff
from tests.letters import make_letter, make_public
from tests.operation.helpers import Place, another_place

pytestmark = pytest.mark.django_db(transaction=True)
SAFE = {"permission": Permission.SAFE, "read_only_by_person": True}


def contact(person_id: uuid.UUID, address: str = "kept@example.org", **said: object) -> None:
    """What a person says about mail."""
    set_safe_contact(
        person_id=person_id, channel=Channel.MAIL, address=address, actor=None, **(SAFE | said)
    )


class Practice:
    """Two of everything: one that is withdrawn after the backup, and one that stays."""

    def __init__(self) -> None:
        self.owner = make_staff(Role.OWNER, Role.SUPERVISOR, name="Owner")
        self.second = make_staff(Role.OWNER, Role.SUPERVISOR, name="Second")
        self.leaving = make_staff(Role.EDITOR, name="Leaving")
        self.losing = make_staff(Role.EDITOR, Role.FRONT_DESK, name="Losing")
        self.copies = [make_public()[0] for _ in range(3)]
        self.letters = [make_letter()[0] for _ in range(3)]
        self.clients = [make_client(name=name) for name in ("Erased One", "Kept One", "Quiet One")]
        for client in self.clients:
            contact(client.pk, "before@example.org")
            contact(client.pk)
        # Taken back and given anew before the backup: that stays given.
        again = {"person_id": self.letters[2].pk, "kind": ConsentKind.PUBLICATION}
        withdraw(**again)
        record_choice(**again, granted=True, method="form")
        self.documents = [self.document(), self.document()]
        make_signed(make_meeting(self.clients[0], hours=-30), summary="Ask once.")
        self.wish = PartnerInvitation.objects.create(
            case=self.clients[1].cases.get(),
            state=PartnerInvitationState.SENT,
            invitation=create_invitation(
                kind="client", address="partner@example.org", actor=self.owner
            )[0],
        )
        self.page = OwnPage.objects.create(client=self.clients[1], text="my own page")
        self.token = "a-token-of-a-comment"
        submit(copy=self.copies[2], name="Heron", body="Well said.", token=self.token, proven=True)
        self.invitation, _token = create_invitation(
            kind="staff", address="new@example.org", actor=self.owner, roles=["editor"]
        )
        with transaction.atomic():
            enqueue_mail("staff.test", user=self.owner, dedupe_key="test:1")

    def document(self) -> Document:
        name = default_storage.save("documents/f", ContentFile(b"sealed"))
        return Document.objects.create(
            client=self.clients[1],
            from_client=False,
            title="A file",
            mime="application/pdf",
            size=6,
            stored_as=name,
        )

    def withdraw_everything(self) -> None:
        """All that must not come back."""
        unpublish(article_id=self.copies[0].article_id, actor=None, reason="A reason to go")
        withdraw(
            person_id=self.copies[1].article.question_id, kind=ConsentKind.PUBLICATION, actor=None
        )
        delete_own(token=self.token)
        withdraw_letter(question_id=self.letters[0].pk)
        erase_letter(question_id=self.letters[1].pk)
        row = erase.propose_erasure(client=self.clients[0], actor=self.owner, why="request")
        assert erase.approve_erasure(erasure=row, actor=self.second)
        remove_document(document=self.documents[0], actor=self.owner)
        take_back(wish=self.wish, actor=self.owner)
        remove_journal(entry=self.page, actor=self.owner)
        contact(self.clients[1].pk, permission=Permission.NEVER)
        mute_mail(client=self.clients[2], muted=True, actor=self.owner)
        self.clients[2].user.discreet = False
        set_discreet(client=self.clients[2], on=True, actor=self.owner)
        freeze_contact(person_id=self.clients[2].pk, actor=self.owner)
        end_membership(user=self.leaving, actor=self.owner)
        set_roles(user=self.losing, roles=[Role.FRONT_DESK], actor=self.owner)
        happened.send(
            sender=type(self.losing),
            action="password.changed",
            actor=self.losing,
            object_type="users.user",
            object_id=self.losing.pk,
        )
        happened.send(
            sender=type(self.invitation),
            action="invitation.accepted",
            actor=None,
            object_type="invitation",
            object_id=self.invitation.pk,
        )
        assert run_due() >= 1
        with transaction.atomic():  # written and sent after the backup: its row is in no copy
            enqueue_mail("staff.test", user=self.owner, dedupe_key="test:2")
        assert run_due() == 1


_ASK = """
import json
from django.contrib.sessions.models import Session
from clients.models import Client, Document, PartnerInvitation
from coachdesk.consents.services import has_consent
from clients.homework.models import JournalEntry
from coachdesk.outbox.models import ContactFreeze, OutboxMessage, SafeContact
from coachdesk.publishing.models import Comment, PublicCopy
from coachdesk.questions.models import Question
from coachdesk.users.models import Invitation, User
from sessions.models import Note
people = {u.display_name: u for u in User.objects.all()}
print(json.dumps({
    "public": sorted(str(c.article_id) for c in PublicCopy.objects.all()),
    "comments": [[c.state, c.body] for c in Comment.objects.all()],
    "letters": {str(q.pk): [q.state, bool(q.letter)] for q in Question.objects.all()},
    "clients": sorted([c.status, c.name] for c in Client.objects.all()),
    "documents": sorted([str(d.pk), d.removed_at is None] for d in Document.objects.all()),
    "pages": JournalEntry.objects.count(),
    "contact": {str(c.person_id): [c.permission, c.muted_at is not None]
                for c in SafeContact.objects.all()},
    "frozen": [str(f.person_id) for f in ContactFreeze.objects.filter(ended_at=None)],
    "leaving": [people["Leaving"].is_active, sorted(people["Leaving"].roles)],
    "losing": [sorted(people["Losing"].roles), people["Losing"].has_usable_password()],
    "invitations": [i.state for i in Invitation.objects.all()],
    "mails": {m.dedupe_key: m.state for m in OutboxMessage.objects.filter(mail_kind="staff.test")},
    "wishes": [w.state for w in PartnerInvitation.objects.all()],
    "notes": [bool(n.summary) for n in Note.objects.all()],
    "consented": sorted(str(q.pk) for q in Question.objects.all()
                        if has_consent(q.pk, "publication")),
    "sessions": Session.objects.count(),
}))
"""


@pytest.mark.proves("REL-31", "SEC-61", "SEC-76")
def test_nothing_withdrawn_erased_used_or_sent_comes_back(tmp_path):
    practice = Practice()
    call_command("backup")
    practice.withdraw_everything()
    journal.move_to_file()
    with another_place(tmp_path) as place:
        code, out, errors = place.run("restore", str(backups.archives()[-1]), "--json")
        assert (code, errors) == (0, "")
        assert json.loads(out)["troubles"] == []
        there = json.loads(place.ask(_ASK))
        files = sorted(p.name for p in (place.folder / "files" / "documents").iterdir())
    letters, copies, clients = practice.letters, practice.copies, practice.clients
    assert there["public"] == [str(copies[2].article_id)]
    assert there["comments"] == [["removed", ""]]
    assert [there["letters"][str(letter.pk)] for letter in letters] == [
        ["withdrawn", True],  # erased after its 30 days
        [letters[1].state, False],
        [letters[2].state, True],
    ]
    assert there["clients"] == [["active", "Kept One"], ["active", "Quiet One"], ["purged", ""]]
    assert dict(there["documents"])[str(practice.documents[0].pk)] is False
    assert files == [Path(practice.documents[1].stored_as).name]
    assert there["pages"] == 0
    assert there["contact"][str(clients[1].pk)] == ["never", False]
    assert there["contact"][str(clients[2].pk)] == ["safe", True]
    assert str(clients[0].pk) not in there["contact"]
    assert there["frozen"] == [str(clients[2].pk)]
    assert there["leaving"] == [False, []]
    assert there["losing"] == [["front_desk"], False]
    assert there["invitations"] == ["revoked", "revoked"]
    assert there["wishes"] == ["taken_back"]
    assert there["mails"] == {"test:1": "done", "test:2": "done"}
    assert there["notes"] == [False]
    assert str(letters[2].pk) in there["consented"]
    assert str(copies[1].article.question_id) not in there["consented"]
    assert there["sessions"] == 0


def test_a_mail_of_after_the_backup_is_not_written_anew(tmp_path):
    owner = make_staff(Role.OWNER)
    call_command("backup")
    with transaction.atomic():
        sent = enqueue_mail("staff.test", user=owner, dedupe_key="reminder:7")
    assert run_due() == 1
    OutboxMessage.objects.all().delete()  # as in the copy
    journal.move_to_file()
    lines = journal.read_journal(journal.journal_file())
    done, failed = journal.replay(lines, since=lines[0].at)
    assert (done, failed) == ({"mail.left": 1}, [])
    with transaction.atomic():
        again = enqueue_mail("staff.test", user=owner, dedupe_key="reminder:7")
    assert (again.pk, again.state) == (sent.pk, "done")
    assert run_due() == 0


def test_a_changed_address_is_asked_for_anew_and_a_never_stays():
    client = make_client()
    contact(client.pk, "old@example.org")
    call_command("backup")
    contact(client.pk, "new@example.org")
    journal.move_to_file()
    line = journal.read_journal(journal.journal_file())[-1]
    line = replace(line, event_id=uuid.uuid4())  # which the copy does not hold
    contact(client.pk, "old@example.org")  # as in the copy
    journal.replay([line], since=line.at)
    row = client_contact(client.pk)
    assert row.permission == Permission.UNSET
    contact(client.pk, "old@example.org", permission=Permission.NEVER)
    journal.replay([line], since=line.at)
    assert client_contact(client.pk).permission == Permission.NEVER


def client_contact(person_id: uuid.UUID):
    from coachdesk.outbox.models import SafeContact

    return SafeContact.objects.get(person_id=person_id, channel=Channel.MAIL)


def test_the_line_is_written_with_the_act_or_not_at_all():
    client = make_client()
    contact(client.pk)
    before = WaitingLine.objects.count()

    with transaction.atomic():
        freeze_contact(person_id=client.pk, actor=None)
        assert WaitingLine.objects.count() == before + 1
        transaction.set_rollback(True)
    assert WaitingLine.objects.count() == before


@pytest.mark.proves("SEC-55")
def test_the_journal_holds_ids_and_codes_only_and_is_private():
    practice = Practice()
    practice.withdraw_everything()
    assert journal.move_to_file() > 10
    assert WaitingLine.objects.count() == 0
    assert journal.journal_file().stat().st_mode & 0o077 == 0
    text = journal.journal_file().read_text()
    for word in ("Erased", "example.org", "Leaving", "A reason", "Heron", "silent"):
        assert word not in text


def filled() -> Path:
    """A journal of three lines."""
    for _ in range(3):
        journal.note("contact.frozen", person_id=uuid.uuid4())
    journal.move_to_file()
    return journal.journal_file()


def test_a_line_that_was_taken_out_or_changed_is_noticed():
    path = filled()
    first, second, third = path.read_text().splitlines()
    path.write_text(f"{first}\n{third}\n")
    with pytest.raises(OperationRefused, match="Line 2 of the journal"):
        journal.read_journal(path)
    path.write_text(f"{first}\n{second.replace('frozen', 'thawed')}\n{third}\n")
    with pytest.raises(OperationRefused, match="Line 2 of the journal"):
        journal.read_journal(path)


def test_half_a_line_of_a_machine_that_stopped_is_written_again():
    path = filled()
    whole = path.read_text()
    path.write_text(whole + whole[:40])
    assert len(journal.read_journal(path)) == 3
    journal.note("contact.frozen", person_id=uuid.uuid4())
    journal.move_to_file()
    assert path.read_text().startswith(whole)
    assert len(journal.read_journal(path)) == 4


def test_without_its_journal_a_restore_is_refused_unless_it_is_said(tmp_path):
    make_staff(Role.OWNER)
    call_command("backup")
    journal.journal_file().unlink()
    with another_place(tmp_path) as place:
        code, _out, errors = place.run("restore", str(backups.archives()[-1]))
        assert (code, "There is no journal" in errors) == (1, True)
        assert is_empty(place)


def is_empty(place: Place) -> bool:
    return (
        place.ask("from coachdesk.operation.databases import is_empty; print(is_empty())") == "True"
    )


def test_an_act_that_fails_is_named_and_stops_no_other():
    make_staff(Role.OWNER)
    backups.make_backup()
    journal.note("an.act.of.a.floor.that.is.gone", person_id=uuid.uuid4())
    client = make_client()
    freeze_contact(person_id=client.pk, actor=None)
    journal.move_to_file()
    run = run_drill()
    assert run.report["troubles"] == [
        "an.act.of.a.floor.that.is.gone could not be done again 1 times."
    ]
    assert run.report["replayed"]["contact.frozen"] == 1


def test_work_with_both_that_was_taken_back_is_not_offered_again():
    client = make_client()
    case, _partner = client.cases.get(), partner_of(client)
    joint = offer_joint(
        case=case, carry=[], policy="no_secrets", summary="So far.", actor=case.owner
    )
    copied = timezone.now()
    # What the older copy does not hold: nobody has taken it back there.
    journal.note("joint.taken_back", object_id=joint.pk, person_id=client.pk)
    journal.move_to_file()
    done, failed = journal.replay(journal.read_journal(journal.journal_file()), since=copied)
    assert (done["joint.taken_back"], failed) == (1, [])
    assert JointWork.objects.get().state == "taken_back"


def test_these_acts_are_done_again():
    """A new act that withdraws, deletes, ends or uses something up is registered, and stands here."""
    assert sorted(journal.registered_acts()) == [
        *("article.unpublished", "assignment.ended", "assignment.handed_over"),
        *("comment.deleted_by_author", "comment.rejected", "comment.removed", "comment.spam"),
        *("consent.declined", "consent.withdrawn", "contact.frozen", "document.removed"),
        *("erasure.done", "factor.changed", "feed.revoked"),
        *("invitation.accepted", "invitation.renewed", "invitation.revoked"),
        *("joint.ended", "joint.taken_back", "journal.removed", "mail.left", "membership.ended"),
        "partner.taken_back",
        *("password.changed", "process_note.destroyed", "question.erased", "question.withdrawn"),
        *("roles.changed", "safe_contact.discreet", "safe_contact.muted", "safe_contact.set"),
        *("subscription.left", "team_page.hidden", "words.hidden"),
    ]
