"""For which flight an approval was given, and a digest of what each zone says."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("airspace_authorisations", sa.Column("sortie_id", sa.String(64), nullable=True))
    op.add_column("airspace_zones", sa.Column("digest", sa.String(64), nullable=False, server_default=""))
    zones = sa.table("airspace_zones", sa.column("region"), sa.column("id"), sa.column("digest"))
    known = op.get_bind().execute(sa.select(zones.c.region, zones.c.id)).all()
    for region, ident in known:  # any that no other row has will do, until the zone is put again
        here = sa.and_(zones.c.region == region, zones.c.id == ident)
        op.execute(sa.update(zones).where(here).values(digest=secrets.token_hex(16)))
    with op.batch_alter_table("airspace_zones") as table:
        table.alter_column("digest", server_default=None)
    # An approval by telephone was for the flight at hand; of which nobody wrote down, so that it opens nothing more.
    papers = sa.table(
        "airspace_authorisations", sa.column("given"), sa.column("withdrawn_at"), sa.column("valid_until")
    )
    old = sa.and_(papers.c.given == "telephone", papers.c.withdrawn_at.is_(None))
    op.execute(sa.update(papers).where(old).values(withdrawn_at=papers.c.valid_until))


def downgrade() -> None:
    op.drop_column("airspace_zones", "digest")
    op.drop_column("airspace_authorisations", "sortie_id")
