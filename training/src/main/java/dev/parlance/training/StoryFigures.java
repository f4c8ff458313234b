package dev.parlance.training;

import dev.parlance.FinishReason;
import dev.parlance.Generation;
import dev.parlance.GenerationRequest;
import dev.parlance.LanguageModel;
import dev.parlance.Prompt;
import dev.parlance.Session;
import dev.parlance.samplers.Samplers;
import dev.parlance.sampling.Sampler;
import dev.parlance.tokenizer.Tokenizer;
import dev.parlance.training.data.Conversations;
import dev.parlance.training.data.Document;
import dev.parlance.training.data.Stories;
import dev.parlance.training.data.Story;
import dev.parlance.training.data.Turn;
import dev.parlance.training.tokenizer.Vocabulary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Measures the bundled model, as users run it: the written file, on an engine. */
final class StoryFigures {
    /** Of stories that nobody has trained on or validated with. */
    private static final long TEST_SEED = 3;
    private static final int GRAM = 13;
    private static final int MAX_TOKENS = 400;

    private final LanguageModel model;
    private final Tokenizer tokenizer;

    StoryFigures(LanguageModel model) {
        this.model = model;
        this.tokenizer = model.tokenizer();
    }

    /** Returns the stories that the model tells when it is asked, drawn with a sampler and the seeds from 0 on. */
    List<Generation> stories(int count, Sampler sampler) {
        Conversations conversations = new Conversations(TEST_SEED);
        List<Generation> stories = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Turn> turns = conversations.requestForStory(i);
            stories.add(answer(turns.subList(0, turns.size() - 1), sampler, i));
        }
        return stories;
    }

    /** Returns what the model answers to a conversation that ends with a turn of the user. */
    private Generation answer(List<Turn> turns, Sampler sampler, long seed) {
        try (Session session = model.newSession()) {
            return answer(session, Document.conversation(tokenizer, turns).tokens(), sampler, seed);
        }
    }

    /** Lets the model answer in a session what was said last. */
    private Generation answer(Session session, int[] said, Sampler sampler, long seed) {
        List<Integer> prompt = new ArrayList<>(Arrays.stream(said).boxed().toList());
        prompt.add(Vocabulary.role(Turn.Role.ASSISTANT.label()));
        return session.generate(
                GenerationRequest.builder(Prompt.tokens(prompt)).maxTokens(MAX_TOKENS).sampler(sampler).seed(seed)
                        .build());
    }

    /** Returns the part of stories that the model ends itself, with a sentence that ends a story. */
    static double properlyEnded(List<Generation> stories) {
        return (double) stories.stream().filter(story -> story.finishReason() == FinishReason.END_TOKEN
                && Stories.endsProperly(story.text())).count() / stories.size();
    }

    /** Returns the part of the sequences of 13 words in stories that are in the training set too. */
    static double copied(List<Generation> stories, Stream<String> trainingSet) {
        Set<String> wanted = stories.stream().flatMap(story -> grams(story.text())).collect(Collectors.toSet());
        Set<String> found = trainingSet.flatMap(StoryFigures::grams).filter(wanted::contains)
                .collect(Collectors.toSet());
        List<String> all = stories.stream().flatMap(story -> grams(story.text())).toList();
        return (double) all.stream().filter(found::contains).count() / all.size();
    }

    private static Stream<String> grams(String text) {
        String[] words = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z' ]", "").split(" +");
        return IntStream.rangeClosed(0, words.length - GRAM)
                .mapToObj(from -> String.join(" ", Arrays.copyOfRange(words, from, from + GRAM)));
    }

    /** How many questions of a kind were asked, and how many answered with the one right answer, letter by letter. */
    record Score(int right, int asked) {
        Score plus(Score other) {
            return new Score(right + other.right, asked + other.asked);
        }

        double part() {
            return (double) right / asked;
        }
    }

    /** Asks every question about stories that the model has not seen, each in a conversation of its own; greedily. */
    Map<String, Score> questions(int stories) {
        Stories unseen = new Stories(TEST_SEED);
        Map<String, Score> scores = new TreeMap<>();
        for (int i = 0; i < stories; i++) {
            Story story = unseen.story(i);
            int[] told = Document.conversation(tokenizer, List.of(Turn.user("Tell me a story."),
                    Turn.assistant(story.text()))).tokens();
            try (Session session = model.newSession()) {
                session.evaluate(told);
                for (Story.Question question : story.questions()) {
                    int[] asked = Document
                            .conversation(tokenizer, List.of(Turn.user(question.text()))).tokens();
                    int[] without = Arrays.copyOfRange(asked, 1, asked.length); // the begin of the text
                    String answer = answer(session, without, Sampler.greedy(), 0).text();
                    session.truncate(told.length);
                    scores.merge(question.kind(), new Score(answer.equals(question.answer()) ? 1 : 0, 1), Score::plus);
                }
            }
        }
        return scores;
    }

    /** Returns all figures as text. */
    static String of(LanguageModel model, Stream<String> trainingSet, int count) {
        StoryFigures figures = new StoryFigures(model);
        Map<String, Score> questions = figures.questions(count / 4);
        Score all = questions.values().stream().reduce(new Score(0, 0), Score::plus);
        List<Generation> sampled = figures.stories(count, Samplers.chain());
        List<Generation> cooler = figures.stories(count, Samplers.temperature(0.8f));
        List<String> training = trainingSet.toList();
        StringBuilder text = new StringBuilder();
        text.append(line("stories that end properly, temperature 1", properlyEnded(sampled), count));
        text.append(line("stories that end properly, temperature 0.8", properlyEnded(cooler), count));
        text.append(
                line("13-grams found in the training set, temperature 1", copied(sampled, training.stream()), count));
        text.append(
                line("13-grams found in the training set, temperature 0.8", copied(cooler, training.stream()), count));
        text.append(line("questions answered right", all.part(), all.asked()));
        questions.forEach((kind, score) -> text.append(line("  " + kind, score.part(), score.asked())));
        return text.toString();
    }

    private static String line(String what, double part, int of) {
        return String.format(Locale.ROOT, "%-52s %6.2f %% of %d%n", what, 100 * part, of);
    }
}
