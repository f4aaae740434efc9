"""The policy of the region's decisions as JSON: what is in force, a live check, putting another in force, history."""

from chassis.identity import Role
from dispatch.policies.changing import Checked, check, compare, put_in_force
from dispatch.policies.faults import told
from dispatch.policies.force import first_text, in_force, version_text, words_of
from dispatch.policies.reading import hash_of, read_policy
from dispatch.policies.writing import leaves
from dispatch.record import plain
from dispatch.tables.policies import PolicyVersionRow, newest_version, read_versions
from web.admin import schemas
from web.admin.board import Json, admin_api, board
from web.current import actor, system
from web.guard import for_roles


@admin_api.get("/policies")
@for_roles(Role.ADMIN)
def read_policies() -> Json:
    """The text in force with what this release cannot use of it, every figure of the code, and the history."""
    running, region = system(), actor().region
    with running.db.read() as session:
        newest = newest_version(session, region)
        number = newest[0] if newest is not None else 0
        text = version_text(session, running, region, number)
        history = [_version(row) for row in read_versions(session, region)]
        unusable = read_policy(text, words=words_of(running.rules))[1]
        return board(
            session,
            number=number,
            text=text,
            version=in_force(session, running, region).version,
            unusable=[told(one) for one in unusable],
            defaults=leaves(read_policy(first_text(running), words=words_of(running.rules))[0]),
            history=[*history, {"number": 0, "hash": hash_of(first_text(running))}],
        )


@admin_api.post("/policies/check")
@admin_api.input(schemas.PolicyIn, arg_name="body")
@for_roles(Role.ADMIN)
def check_policy(body: schemas.PolicyIn) -> Json:
    """What a text would do: every mistake in it, and how it differs from what is in force."""
    running, region = system(), actor().region
    with running.db.read() as session:
        newest = newest_version(session, region)
        standing = version_text(session, running, region, newest[0] if newest is not None else 0)
    return _checked(check(running, body.text, against=standing))


@admin_api.post("/policies")
@admin_api.input(schemas.NewPolicyIn, arg_name="body")
@for_roles(Role.ADMIN)
def put_policy(body: schemas.NewPolicyIn) -> tuple[Json, int]:
    """The next decision follows this text. 409 `taken` when somebody else changed it since `base`."""
    number = put_in_force(system(), actor(), body.text, note=body.note, base=body.base)
    return {"number": number}, 201


@admin_api.get("/policies/<int:number>")
@for_roles(Role.ADMIN)
def read_version(number: int) -> Json:
    """The text of one version."""
    with system().db.read() as session:
        return {"number": number, "text": version_text(session, system(), actor().region, number)}


@admin_api.get("/policies/<int:old>/to/<int:new>")
@for_roles(Role.ADMIN)
def compare_versions(old: int, new: int) -> Json:
    """How one version differs from another, line by line."""
    with system().db.read() as session:
        texts = [version_text(session, system(), actor().region, number) for number in (old, new)]
    return {"old": old, "new": new, "lines": [plain(line) for line in compare(*texts)]}


def _checked(found: Checked) -> Json:
    lines, changed = [plain(line) for line in found.lines], [plain(change) for change in found.changes]
    return {"mistakes": [told(one) for one in found.mistakes], "lines": lines, "changes": changed}


def _version(row: PolicyVersionRow) -> Json:
    shown = {"number": row.number, "base": row.base, "hash": row.hash, "note": row.note, "by": row.author_name}
    return shown | {"at": row.at.isoformat()}
