"""The codes of the domain: by which family of sentences each is told."""

from enum import Enum

from chassis.identity import Role
from dispatch import (
    alarm,
    films,
    legs,
    model,
    phrases,
    pictures,
    premises,
    retriage,
    safety,
    seeing,
    states,
    telephone,
    untransported,
)
from dispatch.advice import AdviceAnswer, AdviceKind
from dispatch.boards.caller import Stage
from dispatch.care import prealert
from dispatch.care.completeness import Gap, Item
from dispatch.care.doubts import DoubtCode
from dispatch.care.entry import CareKind, CareSource
from dispatch.care.forms import Form
from dispatch.care.limits import LimitSource
from dispatch.care.monitor import OutReason
from dispatch.care.outcome import EdDisposition, Fate
from dispatch.care.told import Heading, Told
from dispatch.care.transfer import NotSigned, SignedOn
from dispatch.closures import ClosureKind, ClosureReason, ClosureShape
from dispatch.compression import Undue
from dispatch.crew.correcting import Mistake
from dispatch.crew.stocking import GoneWhy, KitState
from dispatch.desk.kept import PutAside
from dispatch.dropscript import DropMark, Unfetched
from dispatch.entrances import PinWrong
from dispatch.estimate.places import PlaceKind
from dispatch.fhir.news import NewsStatus, NewsTopic
from dispatch.intake.alarm import AlarmKind
from dispatch.intake.ecall import Energy, Vehicle
from dispatch.intake.meaning import Format, Why
from dispatch.intake.unreadable import Wrong
from dispatch.likeness import Alike
from dispatch.lines.pictures import PictureState
from dispatch.lines.transcribing import Speaker
from dispatch.mass import distribute, fitting
from dispatch.mass import model as mass_model
from dispatch.minutes.trips import LeftOut
from dispatch.model import HintKind
from dispatch.orders import model as order_model
from dispatch.orders.plausible import OrderWarning
from dispatch.policies.faults import Fault
from dispatch.registered import fhir
from dispatch.registered.card import Need, Reader, Relation
from dispatch.registered.fhir import Unread
from dispatch.registered.showing import GlassReason, IsPatient, LookKind
from dispatch.review.drops import Race
from dispatch.review.period import Span
from dispatch.review.targets import Interval
from dispatch.scores.course import Trend
from dispatch.scores.score import Lack, NotForReason, Scale
from dispatch.stress import Stress
from dispatch.tables.jobs import JobKind, JobState, JobStep
from dispatch.traffic.detour import Detour
from dispatch.traffic.layer import Flow
from dispatch.where.searching import Nowhere, Offered
from drones import alarms, hometime, kitstage, lacks, preflight, vehicle
from drones import mission as drone_mission
from drones import model as drone_model
from drones import reasons as drone_reasons
from drones import service as drone_service
from drones import states as drone_states
from drones.airspace import ahead, closing
from drones.airspace import reading as airspace_reading
from drones.pad.kits import KitGone
from drones.recall import RecallReason
from hospitals import feeds, ranking, request
from hospitals import model as hospital_model
from hospitals.duty import Duty
from hospitals.ladder import Rung
from routing import priority, restrictions
from routing.losses import Loss
from routing.model import Turn

FAMILIES: dict[str, type[Enum]] = {
    "kit_state": KitState,
    "gone_why": GoneWhy,
    "asked_for": safety.AskedFor,
    "team": prealert.Team,
    "kit_gone": KitGone,
    "room": prealert.Room,
    "precaution": prealert.Precaution,
    "limit_source": LimitSource,
    "out_reason": OutReason,
    "outcome": untransported.Outcome,
    "leaving_why": untransported.Why,
    "wisher": untransported.Wisher,
    "capacity_to_decide": untransported.Capacity,
    "witness": untransported.Witness,
    "unsigned": untransported.Unsigned,
    "no_vitals": untransported.NoVitals,
    "counsel": untransported.Counsel,
    "leaving_flag": untransported.Flag,
    "incident": states.IncidentState,
    "advice_kind": AdviceKind,
    "care_kind": CareKind,
    "doubt": DoubtCode,
    "record_item": Item,
    "record_gap": Gap,
    "ed_disposition": EdDisposition,
    "fate": Fate,
    "care_source": CareSource,
    "alike": Alike,
    "offered": Offered,
    "nowhere": Nowhere,
    "hint_kind": HintKind,
    "pin_wrong": PinWrong,
    "advice_answer": AdviceAnswer,
    "place_kind": PlaceKind,
    "incident_do": states.IncidentAction,
    "assignment": states.AssignmentState,
    "step": states.AssignmentAction,
    "request": request.RequestState,
    "request_do": request.RequestAction,
    "decline": request.DeclineCode,
    "left_out": LeftOut,
    "picture": PictureState,
    "line_state": telephone.LineState,
    "speaker": Speaker,
    "line_do": telephone.LineAction,
    "line_close": telephone.CloseReason,
    "duty": Duty,
    "reach": request.Reach,
    "release": request.ReleaseReason,
    "condition": request.Condition,
    "age_band": request.AgeBand,
    "sex": request.Sex,
    "via": request.Via,
    "sortie": drone_states.SortieState,
    "kit_stage": kitstage.KitStage,
    "stamp": DropMark,
    "unfetched": Unfetched,
    "sortie_do": drone_states.SortieAction,
    "sortie_reason": drone_states.SortieReason,
    "phase": drone_mission.Phase,
    "flight_mode": vehicle.Mode,
    "note_severity": vehicle.Severity,
    "kit": drone_model.KitKind,
    "restriction": drone_model.Restriction,
    "air_datum": drone_model.Datum,
    "zone_standing": closing.ZoneStanding,
    "zone_advice": ahead.ZoneAdvice,
    "home_unknown": hometime.HomeUnknown,
    "air_given": drone_model.Given,
    "air_form": airspace_reading.Form,
    "air_remark": airspace_reading.Remarked,
    "drone_service": drone_service.ServiceReason,
    "no_go": drone_reasons.Code,
    "no_go_name": drone_reasons.Code,
    "race": Race,
    "preflight": preflight.Check,
    "preflight_judge": preflight.Judge,
    "preflight_lack": lacks.Lack,
    "flight_alarm": alarms.AlarmCode,
    "recall": RecallReason,
    "priority": model.Priority,
    "channel": model.Channel,
    "tri": model.Tri,
    "leg": legs.LegName,
    "shelve": alarm.ShelveReason,
    "mistake": Mistake,
    "location_source": model.LocationSource,
    "verification": model.Verification,
    "skill": model.Skill,
    "availability": model.Availability,
    "network_span": Span,
    "term": ranking.TermCode,
    "basis": ranking.Basis,
    "note": ranking.NoteCode,
    "excluded": ranking.ExclusionCode,
    "capability": hospital_model.Capability,
    "bed": hospital_model.BedType,
    "level": hospital_model.Level,
    "source": hospital_model.Source,
    "says": hospital_model.Says,
    "turn": Turn,
    "signal": priority.RequestState,
    "premise_kind": premises.PremiseKind,
    "premise_scope": premises.PremiseScope,
    "premise_source": premises.PremiseSource,
    "premise_state": premises.PremiseState,
    "rung": Rung,
    "message": phrases.MessageKind,
    "video": seeing.VideoState,
    "film": films.FilmState,
    "picture_kind": pictures.PictureKind,
    "film_end": films.FilmEnd,
    "film_consent": films.FilmConsent,
    "video_end": seeing.VideoEnd,
    "told": Told,
    "not_signed": NotSigned,
    "signed_on": SignedOn,
    "heading": Heading,
    "handover_form": Form,
    "side": phrases.Side,
    "phrase_caller": phrases.CallerPhrase,
    "phrase_desk": phrases.DeskPhrase,
    "wish_outcome": phrases.WishOutcome,
    "caller.step": Stage,
    "caller.stage": Stage,
    "interval": Interval,
    "interval_span": Interval,
    "stress": Stress,
    "role": Role,
    "policy_fault": Fault,
    "job": JobKind,
    "roads_left": Loss,
    "roads_rule": restrictions.Verdict,
    "job_state": JobState,
    "job_step": JobStep,
    "feed_trouble": feeds.Trouble,
    "scale": Scale,
    "lack": Lack,
    "not_for": NotForReason,
    "score_trend": Trend,
    "closure": ClosureKind,
    "closure_reason": ClosureReason,
    "closure_shape": ClosureShape,
    "flow": Flow,
    "detour": Detour,
    "change": retriage.Change,
    "undue": Undue,
    "stage": retriage.Stage,
    "judge": retriage.Side,
    "format": Format,
    "wrong": Wrong,
    "why_kept": Why,
    "put_aside": PutAside,
    "energy": Energy,
    "vehicle": Vehicle,
    "alarm_kind": AlarmKind,
    "need": Need,
    "relation": Relation,
    "reader": Reader,
    "look_kind": LookKind,
    "glass_reason": GlassReason,
    "is_patient": IsPatient,
    "summary_unread": Unread,
    "news_topic": NewsTopic,
    "news_status": NewsStatus,
    "summary_left": fhir.LeftOut,
    "colour": mass_model.Colour,
    "mass_kind": mass_model.MassKind,
    "casualty": mass_model.CasualtyState,
    "casualty_do": mass_model.CasualtyAction,
    "place_why": distribute.Why,
    "place_left": distribute.Left,
    "misfit": fitting.Misfit,
    "order": order_model.OrderState,
    "order_do": order_model.OrderAction,
    "order_kind": order_model.OrderKind,
    "order_reason": order_model.OrderReason,
    "order_warning": OrderWarning,
    "talk_side": phrases.TalkSide,
    "phrase_crew": phrases.CrewPhrase,
    "phrase_carer": phrases.CarerPhrase,
}
