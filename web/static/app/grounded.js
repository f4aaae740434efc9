// Why a drone is out of service. What a failed flight leaves behind, and that it came down elsewhere, only the system says.

const FAILED = 'failed: ', ELSEWHERE = 'diverted';

/** A code in the words of `say`, with somebody's own behind it; what was written without a code stays as it is. */
function inWords(code, say) {
  const [reason, ...text] = code.split(': ');
  return [say.wordOr('drone_service', reason), ...text].join(': ');
}

/** In the sentences of `say`. */
export const whyGrounded = (code, say) => code.startsWith(FAILED)
  ? say.t('drone_out.failed', {why: say.wordOr('sortie_reason', code.slice(FAILED.length))}) : inWords(code, say);

/** What a pilot may choose among. */
export const choosable = reasons => reasons.filter(code => code !== ELSEWHERE);
