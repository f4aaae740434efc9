// One line from the page with the camera to one viewer's: how good it is, and how much of the picture it carries.

import {connect} from '../rtc.js';
import {RUNGS, SOUND_ALONE, begins, step} from './ladder.js';

const LOST_MS = 6000, MEASURE_MS = 2000, VOICE = 1e-5;  // of a voice: energy as WebRTC's statistics count it

/** `told(state)` hears of every change: {connected, soundAlone, speaks}; `heard(track)` gets what the viewer says. */
export function openLine({ice, round, stream, send, viewers, told, heard}) {
  let broken = 0, measured = null, ladder = begins(viewers()), closed = false;
  const state = {connected: false, soundAlone: false, speaks: false};
  const tell = change => { Object.assign(state, change); told(state); };
  const peer = connect({ice, round, stream, send, channel: 'film',
    onTrack: (_, track) => heard(track),
    onState: now => {
      if (now === 'connected') broken = 0;
      else if (['failed', 'disconnected'].includes(now)) broken ||= Date.now();
      if (now === 'failed') renew();
      tell({connected: now === 'connected'});
    }});
  const renew = () => { if (!closed) peer.renew().catch(() => { broken ||= Date.now(); }); };

  async function measure() {
    const now = await lossOf(peer.pc), lost = measured && now.sent > measured.sent ? Math.max(0, (now.missed - measured.missed) / (now.sent - measured.sent)) : null;
    if (measured) hearsVoice(now.energy - measured.energy > VOICE);
    if (measured && now.reports === measured.reports) return void (measured.energy = now.energy);  // nothing new is told of it
    measured = now;
    ladder = step(ladder, {lost, bps: now.bps, viewers: viewers()});
    await carry(peer.pc, ladder.rung);
    const soundAlone = ladder.rung === SOUND_ALONE;
    if (soundAlone !== state.soundAlone) { peer.say({soundAlone}); tell({soundAlone}); }
  }
  const hearsVoice = speaks => { if (speaks !== state.speaks) tell({speaks}); };
  const timer = setInterval(() => { if (state.connected) measure().catch(() => {}); }, MEASURE_MS);
  addEventListener('online', renew);
  return {
    round,
    offer: () => peer.offer().then(() => carry(peer.pc, ladder.rung)),
    take: (kind, what) => peer.take(kind, what).catch(() => { broken ||= Date.now(); }),
    isLost: () => broken > 0 && Date.now() - broken > LOST_MS,
    close() {
      closed = true;
      clearInterval(timer);
      removeEventListener('online', renew);
      peer.close();
    },
  };
}

/** What went out and what the other side has missed of it, of sound and picture together. */
async function lossOf(pc) {
  const found = {sent: 0, missed: 0, bps: null, reports: 0, energy: 0};
  for (const one of (await pc.getStats()).values()) {
    if (one.type === 'outbound-rtp') found.sent += one.packetsSent ?? 0;
    if (one.type === 'remote-inbound-rtp') { found.missed += one.packetsLost ?? 0; found.reports += one.timestamp; }
    if (one.type === 'inbound-rtp' && one.kind === 'audio') found.energy += one.totalAudioEnergy ?? 0;
    if (one.type === 'candidate-pair' && one.nominated && one.availableOutgoingBitrate) found.bps = one.availableOutgoingBitrate;
  }
  return found;
}

/** Sets what the picture may use; the voice goes before it on the way. */
async function carry(pc, rung) {
  for (const sender of pc.getSenders()) {
    const wanted = sender.getParameters(), video = sender.track?.kind === 'video', allowed = RUNGS[rung];
    if (!sender.track || !wanted.encodings?.length) continue;
    if (video) wanted.degradationPreference = 'balanced';
    for (const encoding of wanted.encodings) Object.assign(encoding, !video ? {priority: 'high', networkPriority: 'high'}
      : allowed ? {active: true, maxBitrate: allowed.bps, scaleResolutionDownBy: allowed.scale, maxFramerate: allowed.fps, priority: 'low'} : {active: false});
    await sender.setParameters(wanted).catch(() => {});
  }
}
