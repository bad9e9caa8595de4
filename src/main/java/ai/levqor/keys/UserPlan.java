package ai.levqor.keys;

import ai.levqor.bus.Request;

/**
 * The plan that the keys of a user are to have.
 *
 * @param version rises with every change of the user's plan, so that a late older one changes nothing
 */
record UserPlan(String userId, String plan, long version) {
    static UserPlan of(Request request) {
        return new UserPlan(
                request.text("user_id"),
                request.text("plan"),
                request.input().getLong("version"));
    }
}
