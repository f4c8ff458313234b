package dev.parlance.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.ContextOverflowException;
import dev.parlance.FinishReason;
import dev.parlance.LanguageModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Conversations: what is remembered, what is evaluated, and what happens when there is too much. */
class ChatSessionTest {
    @TempDir
    Path folder;

    private LanguageModel model;
    private ChatSession chat;

    @BeforeEach
    void open() {
        model = ScriptEngine.load(folder, 400);
        chat = ChatSession.builder(model).system("be brief").open();
    }

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void answersBecomePartOfTheConversation() {
        assertThat(chat.ask("abc").message()).isEqualTo(ChatMessage.assistant("re: abc"));
        assertThat(chat.ask("more").message().content()).isEqualTo("re: more");
        assertThat(chat.messages()).extracting(ChatMessage::content).containsExactly("be brief", "abc", "re: abc",
                "more",
                "re: more");
    }

    @Test
    void onlyTheNewPartIsEvaluatedAlsoIfAnAnswerIsTokenizedOtherwiseThanItWasWritten() {
        ChatAnswer first = chat.ask("abab");
        assertThat(first.reusedTokens()).isZero();
        int before = ScriptEngine.EVALUATED.get();
        ChatAnswer second = chat.ask("x");
        // The end of the last turn, which the model never read, the user's turn and the beginning of the answer's.
        int turn = "\n".length() + 1 + "user\nx".length() + 1 + "\n".length() + 1 + "assistant\n".length();
        assertThat(second.usage().promptTokens()).isBetween(turn, turn + 2);
        assertThat(ScriptEngine.EVALUATED.get() - before).isLessThanOrEqualTo(turn + 2 + "re: x".length());
    }

    @Test
    void theAnswerIsTheSameAsOfASessionThatReadsEverythingAnew() {
        chat.ask("one");
        chat.ask("two");
        try (ChatSession other = ChatSession.of(model)) {
            other.replace(chat.messages());
            assertThat(other.ask("three")).extracting(ChatAnswer::message).isEqualTo(chat.ask("three").message());
            assertThat(other.contextTokens()).isEqualTo(chat.contextTokens());
        }
    }

    @Test
    void aStopStringThatTheModelWroteIsNotInWhatItReadsNext() {
        try (ChatSession stopping = ChatSession.builder(model).request(request -> request.stopStrings("o t")).open();
                ChatSession other = ChatSession.of(model)) {
            assertThat(stopping.ask("two two").message().content()).isEqualTo("re: tw");
            other.replace(stopping.messages());
            assertThat(stopping.ask("x").message()).isEqualTo(other.ask("x").message());
            assertThat(stopping.contextTokens()).isEqualTo(other.contextTokens());
        }
    }

    @Test
    void anotherAnswerReplacesTheLastAndReadsNothingAgain() {
        chat.ask("abc");
        try (ChatStream stream = chat.regenerate()) {
            assertThat(stream.complete().usage().promptTokens()).isEqualTo(1);
        }
        assertThat(chat.messages()).hasSize(3);
    }

    @Test
    void anEditTakesBackWhatFollowed() {
        chat.ask("one");
        chat.ask("two");
        chat.edit(1, ChatMessage.user("uno"));
        try (ChatStream stream = chat.answer()) {
            stream.complete();
        }
        assertThat(chat.messages()).extracting(ChatMessage::content).containsExactly("be brief", "uno", "re: uno");
    }

    @Test
    void aBranchGoesItsOwnWay() {
        chat.ask("one");
        try (ChatSession branch = chat.fork()) {
            int before = ScriptEngine.EVALUATED.get();
            assertThat(branch.ask("left").message().content()).isEqualTo("re: left");
            assertThat(ScriptEngine.EVALUATED.get() - before).isLessThan(50);
            assertThat(chat.ask("right").message().content()).isEqualTo("re: right");
            assertThat(branch.messages()).extracting(ChatMessage::content).doesNotContain("right");
        }
    }

    @Test
    void aToolIsCalledAndAnswered() {
        List<ChatEvent> events = new ArrayList<>();
        try (ChatStream stream = chat.send("call")) {
            stream.forEach(events::add);
        }
        ToolCall call = new ToolCall("call00001", "f", Map.of("x", 1));
        assertThat(events).containsExactly(new ChatEvent.Call(call));
        assertThat(chat.messages().getLast().toolCalls()).containsExactly(call);
        try (ChatStream stream = chat.send(ChatMessage.tool(call, "42"))) {
            assertThat(stream.complete().message().content()).isNotEmpty();
        }
    }

    @Test
    void aStreamThatIsClosedLeavesWhatWasSaid() {
        ChatStream stream = chat.send("forever");
        var events = stream.iterator();
        for (int i = 0; i < 5; i++) {
            assertThat(events.next()).isEqualTo(new ChatEvent.Text("x"));
        }
        stream.close();
        assertThat(stream.answer().finishReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(chat.messages().getLast().content()).isEqualTo("xxxxx");
        assertThat(chat.ask("now").message().content()).isEqualTo("re: now");
    }

    @Test
    void aMessageThatIsTooLongIsRefusedAndForgotten() {
        chat.ask("one");
        assertThatThrownBy(() -> chat.send("y".repeat(500))).isInstanceOf(ContextOverflowException.class)
                .hasMessageContaining("context of 400").hasMessageContaining("DROP_OLDEST");
        assertThat(chat.messages()).hasSize(3);
        assertThat(chat.ask("two").message().content()).isEqualTo("re: two");
    }

    @Test
    void theOldestTurnsAreDroppedButNotTheSystemMessage() {
        try (ChatSession dropping = ChatSession.builder(model).system("SYS").overflow(OverflowPolicy.DROP_OLDEST)
                .open()) {
            for (int i = 0; i < 12; i++) {
                assertThat(dropping.ask("message " + i).message().content()).isEqualTo("re: message " + i);
                assertThat(dropping.contextTokens()).isLessThanOrEqualTo(400);
            }
            assertThat(dropping.droppedMessages()).isPositive().isEven();
            assertThat(dropping.messages()).hasSize(25);
            assertThatThrownBy(() -> dropping.send("z".repeat(500))).isInstanceOf(ContextOverflowException.class);
        }
    }

    @Test
    void nothingElseIsPossibleWhileAnAnswerRuns() {
        try (ChatStream stream = chat.send("forever")) {
            stream.iterator().next();
            assertThatThrownBy(() -> chat.ask("x")).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("an answer is running");
        }
    }

    @Test
    void aModelWithoutATemplateIsRefusedWithARemedy(@TempDir Path other) {
        try (LanguageModel bare = ScriptEngine.load(other, 100, "")) {
            assertThatThrownBy(() -> ChatSession.of(bare)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("has no chat template").hasMessageContaining("template(ChatTemplate");
        }
    }

    @Test
    void aTranscriptComesBackAsItWas() {
        chat.ask("call");
        chat.ask("two");
        assertThat(ChatTranscript.fromJson(ChatTranscript.toJson(chat.messages()))).isEqualTo(chat.messages());
        assertThatThrownBy(() -> ChatTranscript.fromJson("{\"messages\": [{\"role\": \"boss\"}]}"))
                .hasMessage("message 1: role 'boss', expected system, user, assistant or tool");
        assertThatThrownBy(() -> ChatTranscript.fromJson("nonsense")).hasMessageContaining("is not JSON");
    }
}
