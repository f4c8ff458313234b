package dev.parlance.tokenizers;

import java.util.List;

/** The post-processors of a {@code tokenizer.json}, of which only the tokens count that they add around a single text. */
final class JsonPostProcessors {
    private static final String KNOWN = "TemplateProcessing, BertProcessing, RobertaProcessing, ByteLevel, Sequence";

    private JsonPostProcessors() {}

    /**
     * Reads a post-processor.
     *
     * @param before gets what is added before a text
     * @param after gets what is added after it
     */
    static void read(JsonPart part, Vocabulary vocabulary, List<Integer> before, List<Integer> after) {
        switch (part.type()) {
            case "Sequence" ->
                part.get("processors").list().forEach(step -> read(step, vocabulary, before, after));
            case "TemplateProcessing" -> template(part, vocabulary, before, after);
            case "BertProcessing", "RobertaProcessing" -> {
                before.addFirst(named(part.get("cls"), vocabulary));
                after.addLast(named(part.get("sep"), vocabulary));
            }
            case "ByteLevel" -> {
            }
            default -> throw part.unknownType(KNOWN);
        }
    }

    /** Reads a pair of a spelling and an id. */
    private static int named(JsonPart pair, Vocabulary vocabulary) {
        return checked(pair.list(2, "a token and its id").get(1), vocabulary);
    }

    private static void template(JsonPart part, Vocabulary vocabulary, List<Integer> before, List<Integer> after) {
        boolean isAfter = false;
        int added = 0;
        for (JsonPart step : part.get("single").list()) {
            if (step.find("Sequence").isPresent()) {
                isAfter = true;
                continue;
            }
            String name = step.get("SpecialToken").string("id");
            for (JsonPart id : part.get("special_tokens").get(name).get("ids").list()) {
                if (isAfter) {
                    after.addLast(checked(id, vocabulary));
                } else {
                    before.add(added++, checked(id, vocabulary));
                }
            }
        }
    }

    private static int checked(JsonPart part, Vocabulary vocabulary) {
        int id = part.integer();
        if (id < 0 || id >= vocabulary.size()) {
            throw part.wrong("is " + id + ", but the vocabulary's ids go from 0 to " + (vocabulary.size() - 1));
        }
        return id;
    }
}
