"""SREM and SSEM as the bytes a roadside unit takes: unaligned PER, by pycrate (extra `uper`; LGPL, only imported)."""

from typing import Any

try:
    from pycrate_asn1dir import ITS_IS
except ModuleNotFoundError:  # an extra
    ITS_IS = None

from routing.signals.srm import MessageError


def is_there() -> bool:
    """Whether the extra is installed."""
    return ITS_IS is not None


def srem_bytes(value: dict[str, Any]) -> bytes:
    """Encode an SREM; raises MessageError for what the standard does not allow."""
    return _encoded(_types().SREM_PDU_Descriptions.SREM, value)


def ssem_bytes(value: dict[str, Any]) -> bytes:
    """Encode an SSEM; raises MessageError."""
    return _encoded(_types().SSEM_PDU_Descriptions.SSEM, value)


def srem_value(data: bytes) -> dict[str, Any]:
    """Decode an SREM; raises MessageError."""
    return _decoded(_types().SREM_PDU_Descriptions.SREM, data)


def ssem_value(data: bytes) -> dict[str, Any]:
    """Decode an SSEM; raises MessageError."""
    return _decoded(_types().SSEM_PDU_Descriptions.SSEM, data)


def _types() -> Any:
    if ITS_IS is None:
        raise MessageError("UPER needs the extra: pip install goldentime[uper]")
    return ITS_IS


def _encoded(shape: Any, value: dict[str, Any]) -> bytes:
    try:
        shape.set_val(value)
        return bytes(shape.to_uper())
    except Exception as error:  # pycrate raises errors of many families
        raise MessageError(str(error)) from error


def _decoded(shape: Any, data: bytes) -> dict[str, Any]:
    try:
        shape.from_uper(data)
        return dict(shape.get_val())
    except Exception as error:
        raise MessageError(str(error)) from error
