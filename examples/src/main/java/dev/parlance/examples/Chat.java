package dev.parlance.examples;

import dev.parlance.LanguageModel;
import dev.parlance.chat.ChatEvent;
import dev.parlance.chat.ChatSession;
import dev.parlance.chat.ChatStream;

import java.nio.file.Path;

/** A conversation of two turns; the second reads only what is new. Give it a model with a chat template. */
public final class Chat {
    private Chat() {}

    public static void main(String[] args) {
        try (LanguageModel model = LanguageModel.load(Path.of(args[0]));
                ChatSession chat = ChatSession.builder(model).request(request -> request.maxTokens(200)).open()) {
            System.out.println(chat.ask("Tell me a story.").message().content());
            try (ChatStream stream = chat.send("Thank you!")) {
                for (ChatEvent event : stream) {
                    switch (event) {
                        case ChatEvent.Text part -> System.out.print(part.text());
                        case ChatEvent.Reasoning part -> System.out.print("(" + part.text() + ")");
                        case ChatEvent.Call call -> System.out.print(call.call());
                    }
                }
                System.out.println();
                System.out.println("read " + stream.answer().usage().promptTokens() + " tokens, knew "
                        + stream.answer().reusedTokens());
            }
        }
    }
}
