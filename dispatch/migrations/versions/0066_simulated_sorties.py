"""Whether a sortie is for a simulated call: nothing real leaves the ground for one."""

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sorties", sa.Column("simulated", sa.Boolean(), server_default=sa.false(), nullable=False))
    sorties = sa.table("sorties", sa.column("simulated", sa.Boolean()), sa.column("incident_id", sa.String()))
    incidents = sa.table("incidents", sa.column("id", sa.String()), sa.column("simulated", sa.Boolean()))
    simulated = sa.select(incidents.c.id).where(incidents.c.simulated.is_(True))
    op.execute(sorties.update().where(sorties.c.incident_id.in_(simulated)).values(simulated=True))


def downgrade() -> None:
    op.drop_column("sorties", "simulated")
