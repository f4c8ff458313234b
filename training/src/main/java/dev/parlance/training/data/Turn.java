package dev.parlance.training.data;

/**
 * One message of a conversation.
 *
 * @param role who speaks
 * @param text what is said
 * @param weight how much it counts in learning that the model says it; 0 if it is only read
 */
public record Turn(Role role, String text, float weight) {

    /** Who speaks. */
    public enum Role {
        /** Says what the assistant is to be. */
        SYSTEM,
        /** Asks. */
        USER,
        /** Answers. */
        ASSISTANT;

        /** Returns the name in chat templates. */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Returns what the user says, which is only read. */
    public static Turn user(String text) {
        return new Turn(Role.USER, text, 0);
    }

    /** Returns what the assistant says. */
    public static Turn assistant(String text) {
        return new Turn(Role.ASSISTANT, text, 1);
    }

    /** Returns the same turn with another weight. */
    public Turn weighing(float other) {
        return new Turn(role, text, other);
    }
}
