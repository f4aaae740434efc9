"""The first tables, and the guards that keep the audit append-only."""

import sqlalchemy as sa
from alembic import op

from chassis.audit import POSTGRES_GUARDS, SQLITE_GUARDS

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "airspace_zones",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=96), nullable=False),
        sa.Column("restriction", sa.String(length=24), nullable=False),
        sa.Column("corners", sa.JSON(), nullable=False),
        sa.Column("radius_m", sa.Float(), nullable=True),
        sa.Column("floor_m", sa.Float(), nullable=False),
        sa.Column("ceiling_m", sa.Float(), nullable=True),
        sa.Column("authority", sa.String(length=96), nullable=False),
        sa.Column("authority_phone", sa.String(length=32), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("applies_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applies_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("authorisation", sa.String(length=64), nullable=True),
        sa.Column("authorised_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("authorised_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("authorised_altitude_m", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_airspace_zones")),
    )
    op.create_index(op.f("ix_airspace_zones_region"), "airspace_zones", ["region"], unique=False)
    op.create_table(
        "alerts",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=48), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("incident_id", sa.String(length=64), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("acked_by", sa.String(length=64), nullable=True),
        sa.Column("acked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index("ix_alerts_region_open", "alerts", ["region", "open"], unique=False)
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("action", sa.String(length=48), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("old", sa.JSON(), nullable=True),
        sa.Column("new", sa.JSON(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_region"), "audit", ["region"], unique=False)
    op.create_index("ix_audit_subject", "audit", ["subject", "id"], unique=False)
    op.create_table(
        "counters",
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("region", "name", name=op.f("pk_counters")),
    )
    op.create_table(
        "deadlines",
        sa.Column("kind", sa.String(length=48), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.String(length=64), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject", name=op.f("pk_deadlines")),
    )
    op.create_index("ix_deadlines_due_at", "deadlines", ["due_at"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_for", sa.String(length=64), nullable=False),
        sa.Column("policy", sa.String(length=32), nullable=False),
        sa.Column("rules", sa.String(length=32), nullable=False),
        sa.Column("roads", sa.String(length=160), nullable=False),
        sa.Column("took_ms", sa.Float(), nullable=False),
        sa.Column("inputs", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_incident_id"), "decisions", ["incident_id"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.String(length=64), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remote_id", sa.String(length=128), nullable=True),
        sa.Column("remote_status", sa.String(length=32), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_deliveries")),
    )
    op.create_index("ix_deliveries_due", "deliveries", ["state", "due_at"], unique=False)
    op.create_index(op.f("ix_deliveries_remote_id"), "deliveries", ["remote_id"], unique=False)
    op.create_table(
        "drone_stations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("name_ko", sa.String(length=96), nullable=False),
        sa.Column("name_en", sa.String(length=96), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drone_stations")),
    )
    op.create_index(op.f("ix_drone_stations_region"), "drone_stations", ["region"], unique=False)
    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("topic", sa.String(length=96), nullable=False),
        sa.Column("kind", sa.String(length=48), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index("ix_events_region_id", "events", ["region", "id"], unique=False)
    op.create_index("ix_events_topic_id", "events", ["topic", "id"], unique=False)
    op.create_table(
        "hospitals",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("name_ko", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("level", sa.String(length=24), nullable=False),
        sa.Column("er_phone", sa.String(length=32), nullable=True),
        sa.Column("alert_phone", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hospitals")),
    )
    op.create_index(op.f("ix_hospitals_region"), "hospitals", ["region"], unique=False)
    op.create_table(
        "idempotency_keys",
        sa.Column("actor", sa.String(length=96), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("content_type", sa.String(length=96), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("actor", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_index("ix_idempotency_keys_claimed_at", "idempotency_keys", ["claimed_at"], unique=False)
    op.create_table(
        "live_values",
        sa.Column("topic", sa.String(length=96), nullable=False),
        sa.Column("kind", sa.String(length=48), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("topic", "kind", "subject", name=op.f("pk_live_values")),
    )
    op.create_index("ix_live_values_revision", "live_values", ["region", "revision"], unique=False)
    op.create_table(
        "regions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name_ko", sa.String(length=64), nullable=False),
        sa.Column("name_en", sa.String(length=64), nullable=False),
        sa.Column("timezone", sa.String(length=48), nullable=False),
        sa.Column("box", sa.JSON(), nullable=False),
        sa.Column("centre", sa.JSON(), nullable=False),
        sa.Column("neighbours", sa.JSON(), nullable=False),
        sa.Column("catchment", sa.JSON(), nullable=False),
        sa.Column("roads", sa.String(length=64), nullable=False),
        sa.Column("roads_generated", sa.Boolean(), nullable=False),
        sa.Column("attribution", sa.String(length=200), nullable=False),
        sa.Column("notice", sa.JSON(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regions")),
    )
    op.create_table(
        "signin_failures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signin_failures")),
    )
    op.create_index("ix_signin_failures_address", "signin_failures", ["address", "at"], unique=False)
    op.create_table(
        "simulation",
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("speed", sa.Float(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("region", name=op.f("pk_simulation")),
    )
    op.create_table(
        "tokens",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("facility", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_tokens")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("facility", sa.String(length=64), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("session_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("login", name=op.f("uq_users_login")),
    )
    op.create_index(op.f("ix_users_region"), "users", ["region"], unique=False)
    op.create_table(
        "weather_observations",
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=96), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wind_mps", sa.Float(), nullable=True),
        sa.Column("wind_from_deg", sa.Float(), nullable=True),
        sa.Column("gust_mps", sa.Float(), nullable=True),
        sa.Column("rain_mm_h", sa.Float(), nullable=True),
        sa.Column("visibility_m", sa.Float(), nullable=True),
        sa.Column("temperature_c", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("region", "source", "observed_at", name=op.f("pk_weather_observations")),
    )
    op.create_index(
        "ix_weather_observations_region_observed_at", "weather_observations", ["region", "observed_at"], unique=False
    )
    op.create_table(
        "workers",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workers")),
    )
    op.create_table(
        "capacity_posts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hospital_id", sa.String(length=32), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("reported_by", sa.String(length=64), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hospital_id"], ["hospitals.id"], name=op.f("fk_capacity_posts_hospital_id_hospitals")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capacity_posts")),
    )
    op.create_index(
        "ix_capacity_posts_hospital_id_posted_at", "capacity_posts", ["hospital_id", "posted_at"], unique=False
    )
    op.create_table(
        "demand_zones",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("name_ko", sa.String(length=64), nullable=False),
        sa.Column("name_en", sa.String(length=64), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["region"], ["regions.id"], name=op.f("fk_demand_zones_region_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_zones")),
    )
    op.create_index(op.f("ix_demand_zones_region"), "demand_zones", ["region"], unique=False)
    op.create_table(
        "diversions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("hospital_id", sa.String(length=32), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("capability", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("declared_by", sa.String(length=64), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["hospital_id"], ["hospitals.id"], name=op.f("fk_diversions_hospital_id_hospitals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diversions")),
    )
    op.create_index("ix_diversions_hospital_id_ends_at", "diversions", ["hospital_id", "ends_at"], unique=False)
    op.create_table(
        "drones",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("station_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=48), nullable=False),
        sa.Column("airframe", sa.String(length=32), nullable=False),
        sa.Column("battery_share", sa.Float(), nullable=True),
        sa.Column("battery_health", sa.Float(), nullable=False),
        sa.Column("out_of_service", sa.String(length=96), nullable=True),
        sa.Column("sortie_id", sa.String(length=64), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("altitude_m", sa.Float(), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"], ["drone_stations.id"], name=op.f("fk_drones_station_id_drone_stations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drones")),
    )
    op.create_index(op.f("ix_drones_region"), "drones", ["region"], unique=False)
    op.create_table(
        "hospital_capacity",
        sa.Column("hospital_id", sa.String(length=32), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("beds", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=True),
        sa.Column("records", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["hospital_id"], ["hospitals.id"], name=op.f("fk_hospital_capacity_hospital_id_hospitals")
        ),
        sa.PrimaryKeyConstraint("hospital_id", name=op.f("pk_hospital_capacity")),
    )
    op.create_index(op.f("ix_hospital_capacity_reported_at"), "hospital_capacity", ["reported_at"], unique=False)
    op.create_table(
        "hospital_requests",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.Column("patient_id", sa.String(length=64), nullable=False),
        sa.Column("hospital_id", sa.String(length=32), nullable=False),
        sa.Column("hospital_region", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("acuity", sa.Integer(), nullable=False),
        sa.Column("bundle", sa.String(length=48), nullable=True),
        sa.Column("age_band", sa.String(length=16), nullable=True),
        sa.Column("sex", sa.String(length=16), nullable=True),
        sa.Column("eta", sa.DateTime(timezone=True), nullable=True),
        sa.Column("capabilities", sa.Text(), nullable=False),
        sa.Column("expected_s", sa.Integer(), nullable=True),
        sa.Column("p_accept", sa.Float(), nullable=True),
        sa.Column("phone_first", sa.Boolean(), nullable=False),
        sa.Column("designated", sa.Boolean(), nullable=False),
        sa.Column("alerts", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=64), nullable=True),
        sa.Column("answered_via", sa.String(length=16), nullable=True),
        sa.Column("condition", sa.String(length=120), nullable=True),
        sa.Column("decline_code", sa.String(length=32), nullable=True),
        sa.Column("decline_text", sa.String(length=200), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offloaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_reason", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(
            ["hospital_id"], ["hospitals.id"], name=op.f("fk_hospital_requests_hospital_id_hospitals")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hospital_requests")),
    )
    op.create_index(
        "ix_hospital_requests_hospital_id_state", "hospital_requests", ["hospital_id", "state"], unique=False
    )
    op.create_index(op.f("ix_hospital_requests_incident_id"), "hospital_requests", ["incident_id"], unique=False)
    op.create_index("ix_hospital_requests_patient_id", "hospital_requests", ["patient_id"], unique=False)
    op.create_index("ix_hospital_requests_region_asked_at", "hospital_requests", ["region", "asked_at"], unique=False)
    op.create_index(
        "uq_hospital_requests_one_hospital",
        "hospital_requests",
        ["patient_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('held', 'confirmed', 'designated', 'arrived')"),
        postgresql_where=sa.text("state IN ('held', 'confirmed', 'designated', 'arrived')"),
    )
    op.create_index(
        "uq_hospital_requests_one_live",
        "hospital_requests",
        ["patient_id", "hospital_id"],
        unique=True,
        sqlite_where=sa.text("state NOT IN ('declined', 'expired', 'offloaded', 'released', 'redirected')"),
        postgresql_where=sa.text("state NOT IN ('declined', 'expired', 'offloaded', 'released', 'redirected')"),
    )
    op.create_table(
        "incidents",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=True),
        sa.Column("complaint", sa.String(length=48), nullable=True),
        sa.Column("determinant", sa.String(length=48), nullable=True),
        sa.Column("bundle", sa.String(length=48), nullable=True),
        sa.Column("gate", sa.JSON(), nullable=False),
        sa.Column("place_lat", sa.Float(), nullable=True),
        sa.Column("place_lon", sa.Float(), nullable=True),
        sa.Column("place_source", sa.String(length=16), nullable=True),
        sa.Column("place_text", sa.String(length=200), nullable=True),
        sa.Column("place_radius_m", sa.Float(), nullable=True),
        sa.Column("verification", sa.String(length=16), nullable=False),
        sa.Column("decision_id", sa.String(length=64), nullable=True),
        sa.Column("hospital_id", sa.String(length=64), nullable=True),
        sa.Column("merged_into", sa.String(length=64), nullable=True),
        sa.Column("disposition", sa.String(length=48), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["region"], ["regions.id"], name=op.f("fk_incidents_region_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
    )
    op.create_index("ix_incidents_region_received_at", "incidents", ["region", "received_at"], unique=False)
    op.create_index("ix_incidents_region_state", "incidents", ["region", "state"], unique=False)
    op.create_table(
        "landmarks",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("name_ko", sa.String(length=96), nullable=False),
        sa.Column("name_en", sa.String(length=96), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["region"], ["regions.id"], name=op.f("fk_landmarks_region_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_landmarks")),
    )
    op.create_index(op.f("ix_landmarks_region"), "landmarks", ["region"], unique=False)
    op.create_table(
        "stations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("name_ko", sa.String(length=64), nullable=False),
        sa.Column("name_en", sa.String(length=64), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("estimated", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["region"], ["regions.id"], name=op.f("fk_stations_region_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stations")),
    )
    op.create_index(op.f("ix_stations_region"), "stations", ["region"], unique=False)
    op.create_table(
        "assignments",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("unit_region", sa.String(length=32), nullable=False),
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("decision_id", sa.String(length=64), nullable=True),
        sa.Column("override_reason", sa.String(length=96), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("eta", sa.DateTime(timezone=True), nullable=True),
        sa.Column("eta_p90", sa.DateTime(timezone=True), nullable=True),
        sa.Column("route", sa.JSON(), nullable=True),
        sa.Column("diverts", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_assignments_incident_id_incidents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    op.create_index(op.f("ix_assignments_incident_id"), "assignments", ["incident_id"], unique=False)
    op.create_index("ix_assignments_open", "assignments", ["region", "open"], unique=False)
    op.create_index(op.f("ix_assignments_unit_id"), "assignments", ["unit_id"], unique=False)
    op.create_index(op.f("ix_assignments_unit_region"), "assignments", ["unit_region"], unique=False)
    op.create_index(
        "uq_assignments_one_running",
        "assignments",
        ["unit_id"],
        unique=True,
        sqlite_where=sa.text("open AND state != 'proposed'"),
        postgresql_where=sa.text("open AND state != 'proposed'"),
    )
    op.create_table(
        "calls",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("caller_number", sa.String(length=32), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("complaint", sa.String(length=48), nullable=True),
        sa.Column("hypotheses", sa.JSON(), nullable=False),
        sa.Column("gate", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("link_fingerprint", sa.String(length=64), nullable=True),
        sa.Column("link_expires", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_by", sa.String(length=64), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_calls_incident_id_incidents")),
        sa.ForeignKeyConstraint(["region"], ["regions.id"], name=op.f("fk_calls_region_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
    )
    op.create_index(op.f("ix_calls_caller_number"), "calls", ["caller_number"], unique=False)
    op.create_index(op.f("ix_calls_incident_id"), "calls", ["incident_id"], unique=False)
    op.create_index(op.f("ix_calls_link_fingerprint"), "calls", ["link_fingerprint"], unique=False)
    op.create_index(op.f("ix_calls_region"), "calls", ["region"], unique=False)
    op.create_table(
        "drone_kits",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("mass_kg", sa.Float(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("station_id", sa.String(length=64), nullable=False),
        sa.Column("drone_id", sa.String(length=64), nullable=True),
        sa.Column("sortie_id", sa.String(length=64), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["drone_id"], ["drones.id"], name=op.f("fk_drone_kits_drone_id_drones")),
        sa.ForeignKeyConstraint(
            ["station_id"], ["drone_stations.id"], name=op.f("fk_drone_kits_station_id_drone_stations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drone_kits")),
    )
    op.create_index(op.f("ix_drone_kits_region"), "drone_kits", ["region"], unique=False)
    op.create_table(
        "hospital_request_steps",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["hospital_requests.id"],
            name=op.f("fk_hospital_request_steps_request_id_hospital_requests"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hospital_request_steps")),
    )
    op.create_index(
        op.f("ix_hospital_request_steps_request_id"), "hospital_request_steps", ["request_id"], unique=False
    )
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("actor_name", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_notes_incident_id_incidents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index("ix_notes_incident", "notes", ["incident_id", "at"], unique=False)
    op.create_table(
        "patients",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.Column("age_years", sa.Integer(), nullable=True),
        sa.Column("sex", sa.String(length=8), nullable=True),
        sa.Column("acuity", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_patients_incident_id_incidents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patients")),
    )
    op.create_index(op.f("ix_patients_incident_id"), "patients", ["incident_id"], unique=False)
    op.create_table(
        "stamps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.Column("assignment_id", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("skipped", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_stamps_incident_id_incidents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stamps")),
    )
    op.create_index(op.f("ix_stamps_assignment_id"), "stamps", ["assignment_id"], unique=False)
    op.create_index("ix_stamps_incident", "stamps", ["incident_id", "id"], unique=False)
    op.create_table(
        "units",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("callsign", sa.String(length=48), nullable=False),
        sa.Column("callsign_en", sa.String(length=48), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("station_id", sa.String(length=64), nullable=True),
        sa.Column("post_lat", sa.Float(), nullable=True),
        sa.Column("post_lon", sa.Float(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("position_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at_post", sa.Boolean(), nullable=False),
        sa.Column("on_duty", sa.Boolean(), nullable=False),
        sa.Column("on_break", sa.Boolean(), nullable=False),
        sa.Column("relocating", sa.Boolean(), nullable=False),
        sa.Column("out_of_service", sa.String(length=96), nullable=True),
        sa.Column("shift_ends", sa.DateTime(timezone=True), nullable=True),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("sent_by", sa.String(length=64), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_to", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["region"], ["regions.id"], name=op.f("fk_units_region_regions")),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_units_station_id_stations")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
    )
    op.create_index(op.f("ix_units_region"), "units", ["region"], unique=False)
    op.create_table(
        "vitals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("heart_rate_bpm", sa.Integer(), nullable=True),
        sa.Column("systolic_mmhg", sa.Integer(), nullable=True),
        sa.Column("diastolic_mmhg", sa.Integer(), nullable=True),
        sa.Column("respiratory_rate_bpm", sa.Integer(), nullable=True),
        sa.Column("spo2_percent", sa.Integer(), nullable=True),
        sa.Column("temperature_c", sa.Float(), nullable=True),
        sa.Column("glucose_mg_dl", sa.Integer(), nullable=True),
        sa.Column("avpu", sa.String(length=1), nullable=True),
        sa.Column("gcs", sa.Integer(), nullable=True),
        sa.Column("pain", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_vitals_incident_id_incidents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vitals")),
    )
    op.create_index("ix_vitals_incident", "vitals", ["incident_id", "at"], unique=False)
    op.create_table(
        "sorties",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("station_region", sa.String(length=32), nullable=False),
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.Column("station_id", sa.String(length=64), nullable=False),
        sa.Column("drone_id", sa.String(length=64), nullable=False),
        sa.Column("kit_id", sa.String(length=64), nullable=False),
        sa.Column("kit", sa.String(length=24), nullable=False),
        sa.Column("target_lat", sa.Float(), nullable=False),
        sa.Column("target_lon", sa.Float(), nullable=False),
        sa.Column("landing_hint", sa.String(length=80), nullable=True),
        sa.Column("flight", sa.JSON(), nullable=False),
        sa.Column("battery_wh", sa.Float(), nullable=False),
        sa.Column("battery_share", sa.Float(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("entered", sa.JSON(), nullable=False),
        sa.Column("eta", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ordered_by", sa.String(length=64), nullable=False),
        sa.Column("operator_id", sa.String(length=64), nullable=True),
        sa.Column("operator", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["drone_id"], ["drones.id"], name=op.f("fk_sorties_drone_id_drones")),
        sa.ForeignKeyConstraint(["kit_id"], ["drone_kits.id"], name=op.f("fk_sorties_kit_id_drone_kits")),
        sa.ForeignKeyConstraint(
            ["station_id"], ["drone_stations.id"], name=op.f("fk_sorties_station_id_drone_stations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sorties")),
    )
    op.create_index(op.f("ix_sorties_incident_id"), "sorties", ["incident_id"], unique=False)
    op.create_index("ix_sorties_region_open", "sorties", ["region", "open"], unique=False)
    op.create_index("ix_sorties_station_id_open", "sorties", ["station_id", "open"], unique=False)
    op.create_index(
        "uq_sorties_one_open",
        "sorties",
        ["drone_id"],
        unique=True,
        sqlite_where=sa.text("open"),
        postgresql_where=sa.text("open"),
    )
    for guard in SQLITE_GUARDS if op.get_bind().dialect.name == "sqlite" else POSTGRES_GUARDS:
        op.execute(guard)


def downgrade() -> None:
    op.drop_index(
        "uq_sorties_one_open", table_name="sorties", sqlite_where=sa.text("open"), postgresql_where=sa.text("open")
    )
    op.drop_index("ix_sorties_station_id_open", table_name="sorties")
    op.drop_index("ix_sorties_region_open", table_name="sorties")
    op.drop_index(op.f("ix_sorties_incident_id"), table_name="sorties")
    op.drop_table("sorties")
    op.drop_index("ix_vitals_incident", table_name="vitals")
    op.drop_table("vitals")
    op.drop_index(op.f("ix_units_region"), table_name="units")
    op.drop_table("units")
    op.drop_index("ix_stamps_incident", table_name="stamps")
    op.drop_index(op.f("ix_stamps_assignment_id"), table_name="stamps")
    op.drop_table("stamps")
    op.drop_index(op.f("ix_patients_incident_id"), table_name="patients")
    op.drop_table("patients")
    op.drop_index("ix_notes_incident", table_name="notes")
    op.drop_table("notes")
    op.drop_index(op.f("ix_hospital_request_steps_request_id"), table_name="hospital_request_steps")
    op.drop_table("hospital_request_steps")
    op.drop_index(op.f("ix_drone_kits_region"), table_name="drone_kits")
    op.drop_table("drone_kits")
    op.drop_index(op.f("ix_calls_region"), table_name="calls")
    op.drop_index(op.f("ix_calls_link_fingerprint"), table_name="calls")
    op.drop_index(op.f("ix_calls_incident_id"), table_name="calls")
    op.drop_index(op.f("ix_calls_caller_number"), table_name="calls")
    op.drop_table("calls")
    op.drop_index(
        "uq_assignments_one_running",
        table_name="assignments",
        sqlite_where=sa.text("open AND state != 'proposed'"),
        postgresql_where=sa.text("open AND state != 'proposed'"),
    )
    op.drop_index(op.f("ix_assignments_unit_region"), table_name="assignments")
    op.drop_index(op.f("ix_assignments_unit_id"), table_name="assignments")
    op.drop_index("ix_assignments_open", table_name="assignments")
    op.drop_index(op.f("ix_assignments_incident_id"), table_name="assignments")
    op.drop_table("assignments")
    op.drop_index(op.f("ix_stations_region"), table_name="stations")
    op.drop_table("stations")
    op.drop_index(op.f("ix_landmarks_region"), table_name="landmarks")
    op.drop_table("landmarks")
    op.drop_index("ix_incidents_region_state", table_name="incidents")
    op.drop_index("ix_incidents_region_received_at", table_name="incidents")
    op.drop_table("incidents")
    op.drop_index(
        "uq_hospital_requests_one_live",
        table_name="hospital_requests",
        sqlite_where=sa.text("state NOT IN ('declined', 'expired', 'offloaded', 'released', 'redirected')"),
        postgresql_where=sa.text("state NOT IN ('declined', 'expired', 'offloaded', 'released', 'redirected')"),
    )
    op.drop_index(
        "uq_hospital_requests_one_hospital",
        table_name="hospital_requests",
        sqlite_where=sa.text("state IN ('held', 'confirmed', 'designated', 'arrived')"),
        postgresql_where=sa.text("state IN ('held', 'confirmed', 'designated', 'arrived')"),
    )
    op.drop_index("ix_hospital_requests_region_asked_at", table_name="hospital_requests")
    op.drop_index("ix_hospital_requests_patient_id", table_name="hospital_requests")
    op.drop_index(op.f("ix_hospital_requests_incident_id"), table_name="hospital_requests")
    op.drop_index("ix_hospital_requests_hospital_id_state", table_name="hospital_requests")
    op.drop_table("hospital_requests")
    op.drop_index(op.f("ix_hospital_capacity_reported_at"), table_name="hospital_capacity")
    op.drop_table("hospital_capacity")
    op.drop_index(op.f("ix_drones_region"), table_name="drones")
    op.drop_table("drones")
    op.drop_index("ix_diversions_hospital_id_ends_at", table_name="diversions")
    op.drop_table("diversions")
    op.drop_index(op.f("ix_demand_zones_region"), table_name="demand_zones")
    op.drop_table("demand_zones")
    op.drop_index("ix_capacity_posts_hospital_id_posted_at", table_name="capacity_posts")
    op.drop_table("capacity_posts")
    op.drop_table("workers")
    op.drop_index("ix_weather_observations_region_observed_at", table_name="weather_observations")
    op.drop_table("weather_observations")
    op.drop_index(op.f("ix_users_region"), table_name="users")
    op.drop_table("users")
    op.drop_table("tokens")
    op.drop_table("simulation")
    op.drop_index("ix_signin_failures_address", table_name="signin_failures")
    op.drop_table("signin_failures")
    op.drop_table("regions")
    op.drop_index("ix_live_values_revision", table_name="live_values")
    op.drop_table("live_values")
    op.drop_index("ix_idempotency_keys_claimed_at", table_name="idempotency_keys")
    op.drop_table("idempotency_keys")
    op.drop_index(op.f("ix_hospitals_region"), table_name="hospitals")
    op.drop_table("hospitals")
    op.drop_index("ix_events_topic_id", table_name="events")
    op.drop_index("ix_events_region_id", table_name="events")
    op.drop_table("events")
    op.drop_index(op.f("ix_drone_stations_region"), table_name="drone_stations")
    op.drop_table("drone_stations")
    op.drop_index(op.f("ix_deliveries_remote_id"), table_name="deliveries")
    op.drop_index("ix_deliveries_due", table_name="deliveries")
    op.drop_table("deliveries")
    op.drop_index(op.f("ix_decisions_incident_id"), table_name="decisions")
    op.drop_table("decisions")
    op.drop_index("ix_deadlines_due_at", table_name="deadlines")
    op.drop_table("deadlines")
    op.drop_table("counters")
    op.drop_index("ix_audit_subject", table_name="audit")
    op.drop_index(op.f("ix_audit_region"), table_name="audit")
    op.drop_table("audit")
    op.drop_index("ix_alerts_region_open", table_name="alerts")
    op.drop_table("alerts")
    op.drop_index(op.f("ix_airspace_zones_region"), table_name="airspace_zones")
    op.drop_table("airspace_zones")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS audit_is_append_only()")
