package dev.parlance.cli.chat;

import dev.parlance.chat.ChatEvent;
import dev.parlance.chat.ChatTranscript;
import dev.parlance.cli.spi.Stdio;

/**
 * Where answers appear. The text of answers goes to standard output, everything else to standard error unless both are
 * the same terminal; what the model thinks is told from what it says by words, and by colour only besides.
 */
final class Screen {
    private static final String DIM = "\u001B[2m";
    private static final String PLAIN = "\u001B[0m";

    private final Stdio stdio;
    private final boolean interactive;
    private final boolean colour;
    private boolean thinking;
    private boolean midLine;

    Screen(Stdio stdio, boolean interactive) {
        this.stdio = stdio;
        this.interactive = interactive;
        this.colour = interactive && System.getenv("NO_COLOR") == null;
    }

    /** Tells the person something that is no answer. */
    void say(String line) {
        if (interactive) {
            stdio.println(line);
        } else {
            stdio.message(line);
        }
    }

    /** Shows a part of an answer. */
    void show(ChatEvent event) {
        switch (event) {
            case ChatEvent.Reasoning part -> {
                if (interactive) {
                    begin(true);
                    print(part.text());
                }
            }
            case ChatEvent.Text part -> {
                begin(false);
                print(part.text());
            }
            case ChatEvent.Call call -> {
                begin(false);
                print((midLine ? "\n" : "") + "[call " + call.call().name() + " "
                        + ChatTranscript.toJson(call.call().arguments()) + "]");
            }
        }
    }

    /** Begins or ends what the model thinks. */
    private void begin(boolean reasoning) {
        if (reasoning && !thinking) {
            stdio.print((colour ? DIM : "") + "(thinking)\n");
        } else if (!reasoning && thinking) {
            stdio.print((midLine ? "\n" : "") + "(answer)\n" + (colour ? PLAIN : ""));
            midLine = false;
        }
        thinking = reasoning;
    }

    private void print(String text) {
        stdio.print(visible(text));
        midLine = !text.endsWith("\n");
    }

    /** Takes control characters out of what a model writes to a terminal: they could do anything there. */
    private String visible(String text) {
        return interactive ? text.replaceAll("[\\p{Cc}&&[^\\n\\t]]", "\ufffd") : text;
    }

    /** Ends an answer. */
    void endAnswer() {
        begin(false);
        stdio.print(midLine || !interactive ? "\n" : "");
        midLine = false;
    }
}
