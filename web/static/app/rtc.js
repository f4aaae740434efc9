// One connection between two loads of two pages. Who has the camera offers; whoever is loaded anew begins a fresh
// connection, for one does not outlive the other side's reload. Every message carries the round it belongs to.

const MOST_BPS = 500_000;  // of a caller's picture: a telephone's network at a roadside
export const newPage = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), b => b.toString(16).padStart(2, '0')).join('');

/** `send(kind, body)` takes what the other side has to know; `stream` is what is shown, on the side that shows.
 *  With a `channel` of its own the showing side may `say` small things; `voice()` is the track a viewer speaks with. */
export function connect({ice, round, stream, send, channel, voice, onTrack, onState, onTold}) {
  const pc = new RTCPeerConnection({iceServers: ice}), early = [];
  const say = (kind, what) => send(kind, JSON.stringify({round, what}));
  const told = channel ? pc.createDataChannel(channel) : null;
  pc.onicecandidate = ({candidate}) => { if (candidate) say('candidate', candidate); };
  pc.onconnectionstatechange = () => onState(pc.connectionState);
  pc.ontrack = ({streams: [seen], track}) => onTrack?.(seen, track);
  pc.ondatachannel = ({channel: theirs}) => { theirs.onmessage = ({data}) => onTold?.(JSON.parse(data)); };
  for (const track of stream?.getTracks() ?? []) pc.addTrack(track, stream);

  const described = async () => { for (const one of early.splice(0)) await pc.addIceCandidate(one); };
  const offer = async () => {
    await pc.setLocalDescription();
    await say('offer', pc.localDescription);
  };
  return {
    pc,
    round,
    offer,
    /** Another way through the network for the same connection. */
    renew() {
      pc.restartIce();
      return offer();
    },
    /** Small news beside sound and picture; who is not there yet does not hear it. */
    say(what) {
      if (told?.readyState === 'open') told.send(JSON.stringify(what));
    },
    speak: track => Promise.all(sounds(pc).map(one => one.sender.replaceTrack(track))),
    async take(kind, what) {
      if (kind === 'candidate') return pc.remoteDescription ? pc.addIceCandidate(what) : void early.push(what);
      await pc.setRemoteDescription(what);
      await described();
      if (kind === 'answer') return channel ? null : slow(pc);
      if (voice) await speaksToo(pc, voice());
      await pc.setLocalDescription();
      await say('answer', pc.localDescription);
    },
    close() {
      pc.onconnectionstatechange = pc.onicecandidate = pc.ontrack = pc.ondatachannel = null;
      pc.close();
    },
  };
}

const sounds = pc => pc.getTransceivers().filter(one => one.receiver.track.kind === 'audio');

/** A viewer's sound goes the other way from the first answer on, so that speaking needs no new one. */
async function speaksToo(pc, track) {
  for (const one of sounds(pc)) {
    one.direction = 'sendrecv';
    await one.sender.replaceTrack(track);
  }
}

/** Keeps the picture small enough for the road. */
async function slow(pc) {
  for (const sender of pc.getSenders().filter(one => one.track?.kind === 'video')) {
    const wanted = sender.getParameters();
    for (const encoding of wanted.encodings) encoding.maxBitrate = MOST_BPS;
    await sender.setParameters(wanted).catch(() => {});
  }
}
