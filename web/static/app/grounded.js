// Why a drone is out of service. What a failed flight leaves behind, and that it came down elsewhere, only the system says.

const FAILED = 'failed: ', ELSEWHERE = 'diverted';

/** In the sentences of `say`; what somebody wrote stays as it is. */
export const whyGrounded = (code, say) => code.startsWith(FAILED)
  ? say.t('drone_out.failed', {why: say.wordOr('sortie_reason', code.slice(FAILED.length))}) : say.wordOr('drone_service', code);

/** What a pilot may choose among. */
export const choosable = reasons => reasons.filter(code => code !== ELSEWHERE);
