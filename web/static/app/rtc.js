// One connection between two loads of two pages. Who has the camera offers; whoever is loaded anew begins a fresh
// connection, for one does not outlive the other side's reload. Every message carries the round it belongs to.

const MOST_BPS = 500_000;  // of the picture: a telephone's network at a roadside
export const newPage = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), b => b.toString(16).padStart(2, '0')).join('');

/** `send(kind, body)` takes what the other side has to know; `stream` is what is shown, on the side that shows. */
export function connect({ice, round, stream, send, onTrack, onState}) {
  const pc = new RTCPeerConnection({iceServers: ice}), early = [];
  const say = (kind, what) => send(kind, JSON.stringify({round, what}));
  pc.onicecandidate = ({candidate}) => { if (candidate) say('candidate', candidate); };
  pc.onconnectionstatechange = () => onState(pc.connectionState);
  pc.ontrack = ({streams: [seen]}) => onTrack?.(seen);
  for (const track of stream?.getTracks() ?? []) pc.addTrack(track, stream);

  const described = async () => { for (const one of early.splice(0)) await pc.addIceCandidate(one); };
  return {
    round,
    async offer() {
      await pc.setLocalDescription();
      await say('offer', pc.localDescription);
    },
    async take(kind, what) {
      if (kind === 'candidate') return pc.remoteDescription ? pc.addIceCandidate(what) : void early.push(what);
      await pc.setRemoteDescription(what);
      await described();
      if (kind === 'answer') return slow(pc);
      await pc.setLocalDescription();
      await say('answer', pc.localDescription);
    },
    close() {
      pc.onconnectionstatechange = pc.onicecandidate = pc.ontrack = null;
      pc.close();
    },
  };
}

/** Keeps the picture small enough for the road. */
async function slow(pc) {
  for (const sender of pc.getSenders().filter(one => one.track?.kind === 'video')) {
    const wanted = sender.getParameters();
    for (const encoding of wanted.encodings) encoding.maxBitrate = MOST_BPS;
    await sender.setParameters(wanted).catch(() => {});
  }
}
