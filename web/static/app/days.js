// Days as people write them on a paper.

/** The last instant of what ends then: an end at midnight belongs to the day before. */
export const lastOf = ends => new Date(Date.parse(ends) - 1).toISOString();
