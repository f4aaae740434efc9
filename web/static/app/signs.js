// Vital signs: their order, units, steps for the fingers, and the adult limits beyond which a number is marked.
// Limits: NEWS2 (Royal College of Physicians, 2017): 3 points on one parameter is critical, 1 or 2 abnormal. Glucose: ADA
// Standards of Care 2024 (below 70 low, below 54 serious; from 250 ketoacidosis possible). GCS: 8 and below is severe
// (Teasdale and Jennett 1974). They mark numbers for the eye; they decide nothing.
// `normal` is the band that is not marked, `scale` whose band it is: NEWS2 gives a systolic 200 no point, which is not "normal".

export const SIGNS = {
  heart_rate_bpm: {unit: '/min', step: 2, start: 80, min: 0, max: 300, scale: 'news2', normal: [51, 90], possible: [41, 130]},
  systolic_mmhg: {unit: 'mmHg', step: 5, start: 120, min: 0, max: 300, scale: 'news2', normal: [111, 219], possible: [91, 219]},
  diastolic_mmhg: {unit: 'mmHg', step: 5, start: 80, min: 0, max: 200},
  respiratory_rate_bpm: {unit: '/min', step: 1, start: 16, min: 0, max: 80, scale: 'news2', normal: [12, 20], possible: [9, 24]},
  spo2_percent: {unit: '%', step: 1, start: 97, min: 0, max: 100, scale: 'news2', normal: [96, 100], possible: [92, 100]},
  temperature_c: {unit: '°C', step: 0.1, start: 36.5, min: 20, max: 45, digits: 1, scale: 'news2', normal: [36.1, 38.0], possible: [35.1, 45]},
  glucose_mg_dl: {unit: 'mg/dL', step: 5, start: 110, min: 0, max: 1500, scale: 'usual', normal: [70, 249], possible: [54, 1500]},
  gcs: {unit: '/15', step: 1, start: 15, min: 3, max: 15, scale: 'usual', normal: [15, 15], possible: [9, 15]},
  pain: {unit: '/10', step: 1, start: 0, min: 0, max: 10},
};

/** '', 'abnormal' or 'critical'; '' also for what is unknown or has no limits. */
export function judge(sign, value) {
  const {normal, possible} = SIGNS[sign] ?? {};
  if (value == null || !normal) return '';
  if (value < possible[0] || value > possible[1]) return 'critical';
  return value < normal[0] || value > normal[1] ? 'abnormal' : '';
}
/** The same by the limits of the patient's age, as the server tells them: dispatch/care/limits.py. */
export function markBy(limits, value) {
  if (value == null || !limits) return '';
  const {low, high, grave_low: least, grave_high: most} = limits;
  if ((least != null && value < least) || (most != null && value > most)) return 'critical';
  return (low != null && value < low) || (high != null && value > high) ? 'abnormal' : '';
}
export const judgeAvpu = value => value == null || value === 'A' ? '' : 'critical';

/** The newest known value of each sign among sets ordered oldest first: {sign: {value, at}}. */
export function newestSigns(sets) {
  const found = {};
  for (const set of sets) {
    for (const sign of [...Object.keys(SIGNS), 'avpu', 'oxygen']) if (set[sign] != null) found[sign] = {value: set[sign], at: set.at, device: set.device, device_at: set.device_at, unsent: set.unsent};
  }
  return found;
}
