package dev.parlance.chat.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.chat.ChatEvent;
import dev.parlance.chat.ToolCall;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Answers are taken apart into the same events, whatever tokens cut them. */
class AnswerParserTest {
    private static final List<Map<String, ?>> TOOLS = List.of(Map.of("type", "function", "function",
            Map.of("name", "weather", "parameters", Map.of("type", "object", "properties",
                    Map.of("city", Map.of("type", "string"), "days", Map.of("type", "integer"))))));
    private static final Map<String, Object> OSLO = Map.of("city", "Oslo", "days", 3);

    /** Each a call of the same tool with the same arguments, in the form of one family of models. */
    static Stream<String> forms() {
        return Stream.of(
                "<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": \"Oslo\", \"days\": 3}}\n</tool_call>",
                "<tool_call>\n<function=weather>\n<parameter=city>\nOslo\n</parameter>\n<parameter=days>\n3\n</parameter>\n"
                        + "</function>\n</tool_call>",
                "<tool_call>weather\n<arg_key>city</arg_key>\n<arg_value>Oslo</arg_value>\n<arg_key>days</arg_key>\n"
                        + "<arg_value>3</arg_value>\n</tool_call>",
                "<|python_tag|>{\"name\": \"weather\", \"parameters\": {\"city\": \"Oslo\", \"days\": 3}}",
                "{\"name\": \"weather\", \"parameters\": {\"city\": \"Oslo\", \"days\": 3}}",
                "[TOOL_CALLS][{\"name\": \"weather\", \"arguments\": {\"city\": \"Oslo\", \"days\": 3}}]",
                "[TOOL_CALLS]weather[ARGS]{\"city\": \"Oslo\", \"days\": 3}",
                "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>weather\n```json\n"
                        + "{\"city\": \"Oslo\", \"days\": 3}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
                "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>weather<｜tool▁sep｜>{\"city\": \"Oslo\", \"days\": 3}"
                        + "<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
                "<function=weather>{\"city\": \"Oslo\", \"days\": 3}</function>",
                "<|tool_calls_section_begin|><|tool_call_begin|>functions.weather:0<|tool_call_argument_begin|>"
                        + "{\"city\": \"Oslo\", \"days\": 3}<|tool_call_end|><|tool_calls_section_end|>",
                "<minimax:tool_call>\n<invoke name=\"weather\">\n<parameter name=\"city\">Oslo</parameter>\n"
                        + "<parameter name=\"days\">3</parameter>\n</invoke>\n</minimax:tool_call>",
                "<|tool_call_start|>[weather(city=\"Oslo\", days=3)]<|tool_call_end|>",
                "<TOOLCALL>[{\"name\": \"weather\", \"arguments\": {\"city\": \"Oslo\", \"days\": 3}}]</TOOLCALL>",
                "<|START_ACTION|>[{\"tool_call_id\": \"0\", \"tool_name\": \"weather\", \"parameters\":"
                        + " {\"city\": \"Oslo\", \"days\": 3}}]<|END_ACTION|>",
                "<|channel|>commentary to=functions.weather <|constrain|>json<|message|>{\"city\": \"Oslo\", \"days\": 3}"
                        + "<|call|>",
                "<|start|>assistant to=functions.weather<|channel|>commentary json<|message|>{\"city\": \"Oslo\","
                        + " \"days\": 3}<|call|>",
                "<|start|>assistant to=functions.weather<|channel|>commentary <|constrain|>json<|message|>{\"city\":"
                        + " \"Oslo\", \"days\": 3}",
                "<tool_calls>[{\"name\": \"weather\", \"arguments\": {\"city\": \"Oslo\", \"days\": 3}}]</tool_calls>",
                "<|tool_call|>[{\"name\": \"weather\", \"arguments\": {\"city\": \"Oslo\", \"days\": 3}}]<|/tool_call|>",
                "<|python_tag|>weather.call(city=\"Oslo\", days=3)");
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aCallIsReadInTheFormOfEveryFamily(String form) {
        List<ChatEvent> events = events("", List.of(form));
        assertThat(events).hasSize(1);
        ToolCall call = ((ChatEvent.Call) events.getFirst()).call();
        assertThat(call.name()).isEqualTo("weather");
        assertThat(call.arguments()).isEqualTo(OSLO);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aTemplateOfTheFamilyShowsWhichFormItIs(String form) {
        String source = form.startsWith("{") ? "ipython \"parameters\"" : form;
        List<ChatEvent> events = new ArrayList<>();
        AnswerParser parser = new AnswerParser(AnswerFormat.of(source), "", new ToolCallReader(TOOLS, 0), events::add);
        parser.append(form);
        parser.end();
        assertThat(events).hasSize(1).hasOnlyElementsOfType(ChatEvent.Call.class);
    }

    @Test
    void reasoningTextAndCallsAreToldApart() {
        assertThat(events("", List.of("<think>\nHm. <b>\n</think>\n\nI look.\n<tool_call>\n{\"name\": \"weather\","
                + " \"arguments\": {}}\n</tool_call>\n<tool_call>{\"name\": \"weather\", \"arguments\": {\"days\": 1}}"
                + "</tool_call>"))).containsExactly(new ChatEvent.Reasoning("Hm. <b>"), new ChatEvent.Text("I look."),
                        new ChatEvent.Call(new ToolCall("call00001", "weather", Map.of())),
                        new ChatEvent.Call(new ToolCall("call00002", "weather", Map.of("days", 1))));
    }

    @Test
    void aPromptThatBeginsToThinkMakesTheAnswerBeginAsReasoning() {
        assertThat(events("<|assistant|><think>\n", List.of("Yes.</think>\nNo."))).containsExactly(
                new ChatEvent.Reasoning("Yes."), new ChatEvent.Text("No."));
    }

    @Test
    void whatIsNoCallAfterAllIsText() {
        assertThat(events("", List.of("see <tool_call>nothing</tool_call> and <thi"))).containsExactly(
                new ChatEvent.Text("see <tool_call>nothing</tool_call> and <thi"));
        assertThat(events("", List.of("{\"name\": 5}\n"))).containsExactly(new ChatEvent.Text("{\"name\": 5}\n"));
        assertThat(events("", List.of("[TOOL_CALLS] what"))).containsExactly(new ChatEvent.Text("[TOOL_CALLS] what"));
    }

    @Test
    void anAnswerInHarmonyMayGoOnFromTheMarkerThatEndsThePrompt() {
        assertThat(events("<|end|><|start|>assistant", List.of(" to=functions.weather<|channel|>commentary json"
                + "<|message|>{\"days\": 1}<|call|>"))).containsExactly(
                        new ChatEvent.Call(new ToolCall("call00001", "weather", Map.of("days", 1))));
        assertThat(events("<|start|>assistant", List.of("<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant"
                + "<|channel|>commentary<|message|>I look.<|end|><|start|>assistant<|channel|>final<|message|>Yes.")))
                .containsExactly(new ChatEvent.Reasoning("Hm."), new ChatEvent.Text("I look.\n\nYes."));
        assertThat(events("<|start|>assistant", List.of())).isEmpty();
    }

    @Test
    void severalCallsMayFollowEachOther() {
        assertThat(events("", List.of("[TOOL_CALLS]weather[ARGS]{\"days\": 1}[TOOL_CALLS]weather[ARGS]{\"days\": 2}")))
                .containsExactly(new ChatEvent.Call(new ToolCall("call00001", "weather", Map.of("days", 1))),
                        new ChatEvent.Call(new ToolCall("call00002", "weather", Map.of("days", 2))));
        assertThat(events("", List.of("[TOOL_CALLS]weather[ARGS]{\"days\": 1}[TOOL_CALLS]nothing")))
                .containsExactly(new ChatEvent.Text("[TOOL_CALLS]weather[ARGS]{\"days\": 1}[TOOL_CALLS]nothing"));
    }

    @Test
    void theEndMarkerMayBeInAnArgument() {
        assertThat(events("", List.of("<tool_call>{\"name\": \"weather\", \"arguments\": {\"city\":"
                + " \"</tool_call>\"}}</tool_call>"))).containsExactly(new ChatEvent.Call(
                        new ToolCall("call00001", "weather", Map.of("city", "</tool_call>"))));
    }

    @Test
    void aTextArgumentStaysTextAlsoIfItLooksLikeANumber() {
        assertThat(events("", List.of("<tool_call><function=weather><parameter=city>007</parameter></function>"
                + "</tool_call>"))).containsExactly(new ChatEvent.Call(
                        new ToolCall("call00001", "weather", Map.of("city", "007"))));
    }

    @Property
    void anyCutGivesTheSameEvents(@ForAll("answers") String answer, @ForAll("cuts") List<Integer> lengths) {
        List<String> pieces = new ArrayList<>();
        int at = 0;
        for (int i = 0; at < answer.length(); i++) {
            int end = Math.min(answer.length(), at + (lengths.isEmpty() ? 1 : lengths.get(i % lengths.size())));
            pieces.add(answer.substring(at, end));
            at = end;
        }
        for (String prompt : List.of("", "<think>", "<|start|>assistant")) {
            assertThat(events(prompt, pieces)).isEqualTo(events(prompt, List.of(answer)));
        }
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(1, 6).list().ofMaxSize(8);
    }

    @Provide
    Arbitrary<String> answers() {
        List<String> parts = new ArrayList<>(List.of("<think>", "</think>", "<tool_call>", "</tool_call>", "<", "</",
                ">",
                "think", " ", "\n", "a", "Hello 😀", "{", "}", "[TOOL_CALLS]", "<|python_tag|>", "<|", "|>", "<tool",
                "\t",
                "<|channel|>final<|message|>", "<|channel|>analysis<|message|>", "<|end|>", "<|START_RESPONSE|>",
                "<|start|>assistant", " to="));
        parts.addAll(forms().toList());
        return Arbitraries.of(parts).list().ofMaxSize(8).map(list -> String.join("", list));
    }

    /** Returns the events of an answer that comes in pieces, with neighbours of one kind joined. */
    private static List<ChatEvent> events(String prompt, List<String> pieces) {
        List<ChatEvent> events = new ArrayList<>();
        AnswerParser parser = new AnswerParser(AnswerFormat.all(), prompt, new ToolCallReader(TOOLS, 0), event -> {
            ChatEvent last = events.isEmpty() ? null : events.getLast();
            if (event instanceof ChatEvent.Text now && last instanceof ChatEvent.Text before) {
                events.set(events.size() - 1, new ChatEvent.Text(before.text() + now.text()));
            } else if (event instanceof ChatEvent.Reasoning now && last instanceof ChatEvent.Reasoning before) {
                events.set(events.size() - 1, new ChatEvent.Reasoning(before.text() + now.text()));
            } else {
                events.add(event);
            }
        });
        pieces.forEach(parser::append);
        parser.end();
        return events;
    }
}
