"""What the texts say, in Korean and English, to callers in Chinese and Vietnamese too. Short, and never who the patient
is."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from dispatch.paging import SOON

MISSED = (  # nobody has said a word yet, so nobody knows the language: both in one
    "[{phone}] 전화 확인했습니다. 연락이 되지 않았습니다. 도움이 필요하면 {phone} 전화 또는 {link} "
    "We saw your call and could not reach you. For help call {phone}, or write."
)
TEXTS: Mapping[str, Mapping[str, str]] = {
    "crew_page": {
        "ko": "[{callsign}] 출동 P{priority} {number} {place} {link}",
        "en": "[{callsign}] Dispatch P{priority} {number} {place} {link}",
    },
    "caller_link": {
        "ko": "[119] 신고 {number} 접수. 위치 공유와 구급차 도착 예정: {link}",
        "en": "[119] Call {number} received. Share your location and see when help arrives: {link}",
        "zh": "[119] 已接到报警 {number}。发送位置、查看救护车何时到达: {link}",
        "vi": "[119] Đã nhận cuộc gọi {number}. Gửi vị trí và xem khi nào xe cấp cứu đến: {link}",
    },
    "missed_call": {"ko": MISSED, "en": MISSED},
    "caller_video": {
        "ko": "[119] 상황실이 현장 영상을 요청합니다. 앞서 보낸 링크의 화면에서 답해 주세요.",
        "en": "[119] The control room asks to see what you see. Please answer on the page of the link we sent.",
        "zh": "[119] 指挥中心请求查看现场视频。请在之前发送的链接页面上回答。",
        "vi": "[119] Trung tâm muốn xem video hiện trường. Hãy trả lời trên trang của liên kết đã gửi.",
    },
    "kit_coming": {
        "ko": "[119] 드론이 {kit} 싣고 가는 중, 약 {minutes}분. 환자 곁을 지키고 드론 아래에 서지 마세요.",
        "en": "[119] A drone is bringing: {kit}, in about {minutes} min. Stay with the patient, never under the drone.",
        "zh": "[119] 无人机正送来{kit}，约{minutes}分钟。请留在患者身边，不要站在无人机下面。",
        "vi": "[119] Máy bay đang mang đến: {kit}, khoảng {minutes} phút. Ở bên người bệnh, không đứng dưới máy bay.",
    },
    "kit_lowering": {
        "ko": "[119] 드론이 {kit} 내리는 중. 상자가 땅에 놓이고 줄이 올라갈 때까지 10 m 떨어져 기다리세요.",
        "en": "[119] The drone is lowering: {kit}. Wait 10 m away until the box is down and the rope goes up.",
        "zh": "[119] 无人机正放下{kit}。请在10米外等候，直到箱子落地、绳子升起。",
        "vi": "[119] Máy bay đang thả: {kit}. Chờ cách 10 m đến khi hộp chạm đất và dây được kéo lên.",
    },
    "kit_down": {
        "ko": "[119] {kit} 상자가 땅에 놓였습니다. 지금 가져오세요. 두 사람이면 한 사람은 환자 곁에 남으세요.",
        "en": "[119] On the ground: {kit}. Fetch the box now. If there are two of you, one stays with the patient.",
        "zh": "[119] {kit}已落地，现在去取。如果有两个人，一人留在患者身边。",
        "vi": "[119] Đã ở dưới đất: {kit}. Hãy lấy ngay. Nếu có hai người, một người ở lại bên người bệnh.",
    },
    "kit_not_coming": {
        "ko": "[119] 드론은 오지 않습니다. 구급대는 계속 가고 있습니다. 처치를 계속하세요.",
        "en": "[119] The drone is not coming. The crew is still on its way. Go on with what you are doing.",
        "zh": "[119] 无人机不来了。急救人员仍在路上，请继续急救。",
        "vi": "[119] Máy bay không đến. Nhân viên cấp cứu vẫn đang đến. Hãy tiếp tục cấp cứu.",
    },
    "hospital_request": {
        "ko": "[119] 수용 요청 {request_id} 중증도 {acuity}. 화면에서 답해 주세요.",
        "en": "[119] Acceptance request {request_id}, acuity {acuity}. Please answer on the page.",
    },
    "hospital_doctor": {
        "ko": "[119] 당직의 호출: 응급실 무응답, 수용 요청 {request_id} 중증도 {acuity}. 답: 1 수용, 2와 사유 번호.",
        "en": "[119] Duty doctor: no answer to request {request_id}, acuity {acuity}. Reply 1 to take, 2 and a reason.",
    },
    "registered_code": {
        "ko": "[119] 안심등록 인증번호 {code} ({minutes}분). 누구에게도 알려 주지 마세요.",
        "en": "[119] Your code for the registration page: {code} ({minutes} min). Tell it to nobody.",
    },
    "registered_notice": {
        "ko": "[119] {day} 119 관계자가 긴급 사유로 등록 정보를 열람했습니다. 누가, 왜: {link}",
        "en": "[119] On {day} your registered information was opened in an emergency. Who and why: {link}",
    },
    "registered_ends": {
        "ko": "[119] 안심등록 동의가 {day} 끝납니다. 계속하려면 확인해 주세요: {link}",
        "en": "[119] Your registration ends on {day}. To keep it, confirm here: {link}",
    },
    "mass_declared": {
        "ko": "[119] 다수사상자 발생 {number}. 화면에서 빨강·노랑·초록 수용 가능 인원을 알려 주세요.",
        "en": "[119] Mass-casualty incident {number}. Please post how many red, yellow and green you can take.",
    },
    "mass_list": {
        "ko": "[119] {number} 이송 명단: 빨강 {red} 노랑 {yellow} 초록 {green} 회색 {grey}. 화면에서 확인해 주세요.",
        "en": "[119] {number} patients to you: red {red}, yellow {yellow}, green {green}, grey {grey}. Please confirm.",
    },
    "drone_order": {
        "ko": "[드론] 투하 요청 {sortie_id}. 화면에서 수락해 주세요.",
        "en": "[Drone] Drop order {sortie_id}. Please accept on the page.",
    },
}


VALID_FOR: Mapping[str, timedelta] = {  # all others are about what happens now
    "registered_code": timedelta(minutes=10),
    "registered_notice": timedelta(hours=10),
    "registered_ends": timedelta(hours=10),
}


def validity_of(template: str) -> timedelta:
    """How long a text of this template is worth sending."""
    return VALID_FOR.get(template, SOON)


def body_of(template: str, language: str, params: Mapping[str, Any]) -> str:
    """The text of a template; Korean where the language is not known. Raises KeyError for a missing parameter."""
    spoken = TEXTS[template]
    return " ".join(spoken.get(language, spoken["ko"]).format(**params).split())
