package dev.parlance.training.data;

/**
 * One message of a conversation.
 *
 * @param role who speaks
 * @param text what is said
 */
public record Turn(Role role, String text) {

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

    static Turn user(String text) {
        return new Turn(Role.USER, text);
    }

    static Turn assistant(String text) {
        return new Turn(Role.ASSISTANT, text);
    }
}
