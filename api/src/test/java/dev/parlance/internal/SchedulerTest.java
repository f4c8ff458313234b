package dev.parlance.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.fake.FakeEngine;
import dev.parlance.fake.FakeTokenizer;
import dev.parlance.fake.Gate;
import dev.parlance.fake.Task;
import dev.parlance.spi.EngineSession;
import dev.parlance.spi.Step;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class SchedulerTest {
    /** A token that holds whoever evaluates it at {@link #gate}. */
    private static final int HELD = 98;
    /** A token that takes a second. */
    private static final int SLOW = 97;
    /** A token that no pass survives. */
    private static final int POISON = 99;

    private final Gate gate = new Gate();
    private final FakeEngine engine = new FakeEngine().contextLength(2000).beforePass(this::beforePass);
    private final Scheduler scheduler = new Scheduler(engine, TimeUnit.SECONDS.toNanos(10));

    private void beforePass(List<Step> steps) {
        for (Step step : steps) {
            switch (step.tokens()[0]) {
                case HELD -> gate.pass();
                case SLOW -> LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
                case POISON -> throw new StackOverflowError("poison");
                default -> {
                }
            }
        }
    }

    /** A session with its place in the queue. */
    private final class Client {
        private final Scheduler.Ticket ticket = new Scheduler.Ticket();
        private final EngineSession session = scheduler.exclusively(engine::newSession);
        private final float[] logits = new float[FakeTokenizer.SIZE];

        void evaluate(int... tokens) {
            scheduler.evaluate(ticket,
                    new Step(session, tokens, new int[]{tokens.length - 1}, Step.Output.LOGITS, logits));
        }

        Task<Boolean> start(int... tokens) {
            return Task.run("client of " + Arrays.toString(tokens), () -> evaluate(tokens));
        }

        void close() {
            scheduler.close(ticket, session::close);
        }

        List<Integer> tokens() {
            return ((FakeEngine.Session) session).tokens();
        }
    }

    private List<Client> clients(int count) {
        return Stream.generate(Client::new).limit(count).toList();
    }

    /** Has a pass held in the engine, so that whatever comes then must wait until the gate is opened. */
    private Task<Boolean> hold() {
        Task<Boolean> held = new Client().start(HELD);
        gate.awaitVisitor();
        return held;
    }

    @AfterEach
    void theContractOfEnginesWasKept() {
        assertThat(engine.breaches()).isEmpty();
    }

    @Test
    void aStepWritesItsOutputs() {
        Client client = new Client();
        client.evaluate(3, 4);
        float[] expected = new float[FakeTokenizer.SIZE];
        FakeEngine.noise(new int[]{3, 4}, 2, expected, 0);
        assertThat(client.logits).isEqualTo(expected);
    }

    @Test
    void stepsThatWaitShareOnePass() {
        List<Client> clients = clients(3);
        Task<Boolean> held = hold();
        List<Task<Boolean>> tasks = clients.stream().map(client -> client.start(1).awaitBlocked()).toList();
        gate.open();
        held.join();
        tasks.forEach(Task::join);
        assertThat(engine.passes()).hasSize(2);
        assertThat(engine.passes().getLast().sessions()).containsExactly(0, 1, 2);
    }

    @Test
    void aLeaderWaitsForThoseOfTheLastPass() {
        List<Client> clients = clients(2);
        Task<Boolean> held = hold();
        List<Task<Boolean>> tasks = clients.stream().map(client -> client.start(SLOW).awaitBlocked()).toList();
        gate.open();
        held.join();
        tasks.forEach(Task::join);
        Task<Boolean> first = clients.getFirst().start(1).awaitBlocked();
        clients.getLast().evaluate(2);
        first.join();
        assertThat(engine.passes()).hasSize(3);
        assertThat(engine.passes().getLast().sessions()).containsExactly(0, 1);
    }

    @Test
    void aLeaderDoesNotWaitForeverForThoseOfTheLastPass() {
        List<Client> clients = clients(2);
        Task<Boolean> held = hold();
        List<Task<Boolean>> tasks = clients.stream().map(client -> client.start(1).awaitBlocked()).toList();
        gate.open();
        held.join();
        tasks.forEach(Task::join);
        clients.getFirst().evaluate(1);
        clients.getFirst().evaluate(1);
        assertThat(engine.passes().getLast().sessions()).containsExactly(0);
        assertThat(clients.getLast().tokens()).containsExactly(1);
    }

    @RepeatedTest(3)
    void everyStepOfManyThreadsIsEvaluatedExactlyOnceAndInOrder() {
        int each = 500;
        List<Client> clients = clients(8);
        List<Task<Boolean>> tasks = clients.stream().map(client -> Task.run("client", () -> {
            for (int i = 0; i < each; i++) {
                client.evaluate(i % 50);
            }
        })).toList();
        tasks.forEach(Task::join);
        List<Integer> expected = IntStream.range(0, each).mapToObj(i -> i % 50).toList();
        assertThat(clients).allSatisfy(client -> assertThat(client.tokens()).isEqualTo(expected));
        assertThat(engine.passes().stream().mapToInt(pass -> pass.sessions().size()).sum()).isEqualTo(8 * each);
    }

    @Test
    void aFailureHitsOnlyTheSessionWhoseStepFails() {
        List<Client> clients = clients(3);
        Task<Boolean> held = hold();
        Task<Boolean> first = clients.get(0).start(1).awaitBlocked();
        Task<Boolean> poisoned = clients.get(1).start(POISON).awaitBlocked();
        Task<Boolean> last = clients.get(2).start(2).awaitBlocked();
        gate.open();
        held.join();
        first.join();
        last.join();
        assertThatThrownBy(poisoned::join).isInstanceOf(StackOverflowError.class).hasMessage("poison");
        assertThat(clients).extracting(Client::tokens).containsExactly(List.of(1), List.of(), List.of(2));
        clients.get(1).evaluate(3);
        assertThat(clients.get(1).tokens()).containsExactly(3);
    }

    @Test
    void aSessionClosedWhileItsStepWaitsGivesThatStepUp() {
        List<Client> clients = clients(2);
        Task<Boolean> held = hold();
        Task<Boolean> closedUnderway = clients.get(0).start(1).awaitBlocked();
        Task<Boolean> other = clients.get(1).start(2).awaitBlocked();
        Task<Boolean> closer = Task.run("closer", clients.get(0)::close).awaitBlocked();
        gate.open();
        held.join();
        closer.join();
        other.join();
        assertThatExceptionOfType(Scheduler.ClosedException.class).isThrownBy(closedUnderway::join);
        assertThat(clients.get(0).tokens()).isEmpty();
        assertThat(clients.get(1).tokens()).containsExactly(2);
    }

    @Test
    void aClosedSessionIsRefusedAndClosedOnce() {
        Client client = new Client();
        client.close();
        client.close();
        assertThatExceptionOfType(Scheduler.ClosedException.class).isThrownBy(() -> client.evaluate(1));
        assertThatExceptionOfType(Scheduler.ClosedException.class)
                .isThrownBy(() -> scheduler.exclusively(client.ticket, () -> 1));
    }

    @Test
    void whoWantsTheEngineAloneGoesBeforeTheStepsThatWait() {
        List<Client> clients = clients(2);
        Task<Boolean> held = hold();
        List<Task<Boolean>> tasks = clients.stream().map(client -> client.start(1).awaitBlocked()).toList();
        Task<Integer> alone = Task.start("alone", () -> scheduler.exclusively(() -> engine.passes().size()))
                .awaitBlocked();
        gate.open();
        held.join();
        tasks.forEach(Task::join);
        assertThat(alone.join()).isEqualTo(1);
        assertThat(engine.passes()).hasSize(2);
    }

    @Test
    void oneExclusiveCallMayMakeAnother() {
        assertThat(scheduler.<Integer>exclusively(() -> scheduler.exclusively(() -> 5))).isEqualTo(5);
        new Client().evaluate(1);
    }

    @Test
    void anExclusiveCallThatFailsLetsOthersIn() {
        assertThatThrownBy(() -> scheduler.exclusively(() -> {
            throw new ArithmeticException("alone");
        })).isInstanceOf(ArithmeticException.class);
        new Client().evaluate(1);
    }

    private static void poison(Client client) {
        assertThatThrownBy(() -> client.evaluate(POISON)).isInstanceOf(StackOverflowError.class);
    }

    /** Threads that do everything at random: whoever forgets to wake another leaves the test stuck. */
    @RepeatedTest(3)
    void nobodyWaitsForEver() {
        AtomicInteger evaluated = new AtomicInteger();
        List<Task<Boolean>> tasks = IntStream.range(0, 6).mapToObj(seed -> Task.run("thread " + seed, () -> {
            Random random = new Random(seed);
            Client client = new Client();
            for (int i = 0; i < 400; i++) {
                switch (random.nextInt(10)) {
                    case 0 -> scheduler.exclusively(() -> 0);
                    case 1 -> {
                        client.close();
                        client = new Client();
                    }
                    case 2 -> poison(client);
                    default -> {
                        client.evaluate(i % 50, 1, 2);
                        evaluated.addAndGet(1);
                    }
                }
            }
        })).toList();
        tasks.forEach(Task::join);
        assertThat(engine.passes().stream().mapToInt(pass -> pass.sessions().size()).sum()).isEqualTo(evaluated.get());
    }
}
