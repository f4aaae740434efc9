"""Two parsers of others that our bundles must pass, each with its own model of FHIR."""

from typing import Any

from fhir.resources.R4B.bundle import Bundle
from fhirclient.models.bundle import Bundle as StrictBundle

from dispatch.fhir.checking import faults


def mistakes(bundle: dict[str, Any]) -> list[str]:
    """What `fhir.resources` (R4B), `fhirclient` (strict R4) and our own table find wrong; empty is good."""
    found = faults(bundle)
    for parse in (Bundle.model_validate, lambda told: StrictBundle(told, strict=True)):
        try:
            parse(bundle)
        except Exception as error:  # theirs are of many kinds
            found.append(f"{type(error).__module__}: {error}"[:500])
    return found
