"""The CapabilityStatement: what this server can do, made from the same tables that answer."""

from dispatch.fhir.parts import Json

BACKPORT_OPERATION = "http://hl7.org/fhir/uv/subscriptions-backport/OperationDefinition/backport-subscription-"
SINCE = "2026-11-26T00:00:00+00:00"
KINDS = (
    "AllergyIntolerance",
    "Communication",
    "Composition",
    "Condition",
    "Encounter",
    "Flag",
    "Location",
    "MedicationAdministration",
    "MedicationStatement",
    "Observation",
    "Organization",
    "Patient",
    "Procedure",
    "Task",
)
OPERATIONS = {"Encounter": ("everything",), "Composition": ("document",)}


SUBSCRIPTION: Json = {
    "type": "Subscription",
    "interaction": [{"code": code} for code in ("create", "read", "delete", "search-type")],
    "versioning": "no-version",
    "searchParam": [{"name": "_id", "type": "token"}, {"name": "status", "type": "token"}],
    "operation": [{"name": name, "definition": f"{BACKPORT_OPERATION}{name}"} for name in ("status", "events")],
}


def statement(base: str) -> Json:
    """What this server can do."""
    security = {
        "cors": False,
        "service": [
            {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/restful-security-service",
                        "code": "SMART-on-FHIR",
                    }
                ]
            }
        ],
        "description": "Bearer token of a machine of the hospital, with scopes such as system/Encounter.rs",
    }
    return {
        "resourceType": "CapabilityStatement",
        "id": "goldentime",
        "url": f"{base}/metadata",
        "name": "Goldentime",
        "status": "active",
        "date": SINCE,
        "kind": "instance",
        "software": {"name": "Goldentime"},
        "implementation": {"description": "Goldentime · 골든타임", "url": base},
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "rest": [
            {"mode": "server", "security": security, "resource": [*(_resource(kind) for kind in KINDS), SUBSCRIPTION]}
        ],
    }


def _resource(kind: str) -> Json:
    searched = ("identifier", "status") if kind == "Encounter" else ("encounter", "patient")
    types = {"_id": "token", "identifier": "token", "status": "token", "encounter": "reference", "patient": "reference"}
    operations = [
        {"name": name, "definition": f"http://hl7.org/fhir/OperationDefinition/{kind}-{name}"}
        for name in OPERATIONS.get(kind, ())
    ]
    return {
        "type": kind,
        "interaction": [{"code": "read"}, *([] if kind == "Location" else [{"code": "search-type"}])],
        "versioning": "no-version",
        "searchParam": [{"name": name, "type": types[name]} for name in ("_id", *searched)],
        **({"operation": operations} if operations else {}),
    }
