package ai.levqor.ai;

import static ai.levqor.bus.Code.AI_NOT_CONFIGURED;
import static ai.levqor.bus.Code.PROVIDER_FAILED;
import static ai.levqor.bus.Code.PROVIDER_REFUSED;
import static ai.levqor.bus.Operation.command;

import ai.levqor.bus.Operation;
import java.util.List;

/** The operations of the AI. */
public final class Ai {
    /** Asks the provider; a command, because each answer costs, so that an idempotency key saves the second one. */
    public static final Operation CHAT = command("ai.chat", "Ask the AI provider")
            .post("/api/ai")
            .request("ai/chat")
            .reply(200, "ai/answer")
            .subject("model")
            .requires("ai:write")
            .fails(AI_NOT_CONFIGURED, PROVIDER_REFUSED, PROVIDER_FAILED);

    /** All of them, for the routes and the documents. */
    public static final List<Operation> OPERATIONS = List.of(CHAT);

    private Ai() {}
}
