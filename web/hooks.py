"""What providers tell us: the delivery status of text messages, believed only with their signature."""

from apiflask import APIBlueprint
from flask import request

from dispatch.deliver import record_status
from dispatch.paging.sms import is_signed
from web.current import system
from web.guard import for_signed_requests
from web.problems import Refused

hooks = APIBlueprint("hooks", __name__, url_prefix="/hooks", enable_openapi=False)


@hooks.post("/sms/status")
@for_signed_requests
def sms_status() -> tuple[str, int]:
    """MessageSid and MessageStatus of a text; twice and out of order is normal."""
    settings = system().settings
    form = request.form.to_dict(flat=False)
    url = settings.public_url + request.full_path.rstrip("?")
    given = request.headers.get("X-Twilio-Signature", "")
    if not settings.sms_token or not is_signed(settings.sms_token, url, form, given):
        raise Refused(403, "signature", "the signature does not fit")
    remote_id, status = request.form.get("MessageSid", ""), request.form.get("MessageStatus", "")
    record_status(system(), remote_id, status)
    return "", 204
