package ai.levqor.costs;

import java.util.List;

/**
 * What a transaction after calls changed, once it is committed.
 *
 * @param costs of the calls that count by it; not of those whose settlement was stored before
 */
record Settled(List<Cost> costs, Notices notices) {
    static final Settled NOTHING = new Settled(List.of(), Notices.NONE);
}
