package ai.levqor.costs;

import ai.levqor.costs.Settlement.End;

/**
 * What a call was stored to cost.
 *
 * @param end settled or presumed
 * @param amount micros
 */
record Cost(String function, End end, long amount) {}
