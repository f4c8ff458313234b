package dev.parlance.engine.llamacpp;

import dev.parlance.ModelLoadException;
import dev.parlance.engine.llamacpp.ffi.ggml_abort_callback_t;
import dev.parlance.engine.llamacpp.ffi.llama_h;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Keeps the process alive where llama.cpp would end it: when one of its assertions fails, or when a C++ exception leaves
 * it. Neither can be caught from Java, but both are announced on the thread that they happen on, and a thread that never
 * comes back from the announcement never reaches {@code abort()}.
 *
 * <p>So whatever a wrong file can bring down runs on a thread of its own, which is given up in that case: with the memory
 * it held, until the process ends. {@link ModelCheck} finds the mistakes that are known, this is for the others.
 */
final class Containment {
    private static final Logger LOG = LoggerFactory.getLogger(Containment.class);

    /** As C++ programs have for their main thread. */
    private static final long STACK_BYTES = 8 << 20;
    /** {@code std::set_terminate}, as GCC and Clang name it. */
    private static final String SET_TERMINATE = "_ZSt13set_terminatePFvvE";

    private static MemorySegment previousTerminate = MemorySegment.NULL;

    private Containment() {}

    /** A thread whose loss is no harm. */
    private static final class Expendable extends Thread {
        private final CompletableFuture<Object> result;

        Expendable(Runnable task, CompletableFuture<Object> result) {
            super(Thread.currentThread().getThreadGroup(), task, "parlance-llamacpp", STACK_BYTES);
            this.result = result;
            setDaemon(true);
        }
    }

    /** Has llama.cpp announce its end. The stubs live as long as the process. */
    static void install() {
        llama_h.ggml_set_abort_callback(ggml_abort_callback_t.allocate(Containment::aborting, Arena.global()));
        SymbolLookup.loaderLookup().find(SET_TERMINATE).ifPresent(Containment::setTerminate);
    }

    private static void setTerminate(MemorySegment function) {
        try {
            MethodHandle terminating = MethodHandles.lookup().findStatic(Containment.class, "terminating",
                    MethodType.methodType(void.class));
            MemorySegment stub = Linker.nativeLinker().upcallStub(terminating, FunctionDescriptor.ofVoid(),
                    Arena.global());
            MethodHandle set = Linker.nativeLinker().downcallHandle(function,
                    FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS));
            previousTerminate = (MemorySegment) set.invokeExact(stub);
        } catch (Throwable e) {
            LOG.debug("C++ exceptions that leave llama.cpp end the process", e);
        }
    }

    /**
     * Runs something on a thread that can be given up, and waits for it.
     *
     * @param task what it is, for the message
     * @throws ModelLoadException if llama.cpp would have ended the process
     */
    static <T> T run(String task, Supplier<T> body) {
        CompletableFuture<Object> result = new CompletableFuture<>();
        new Expendable(() -> {
            try {
                result.complete(body.get());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        }, result).start();
        try {
            @SuppressWarnings("unchecked")
            T value = (T) result.join();
            return value;
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case GivenUp gone -> throw new ModelLoadException("llama.cpp can not " + task + ": it gave up with '"
                        + gone.getMessage() + "'. A thread and the memory for it are lost until this process ends");
                case RuntimeException thrown -> throw thrown;
                case Error thrown -> throw thrown;
                case null, default -> throw e;
            }
        }
    }

    private static final class GivenUp extends Exception {
        private static final long serialVersionUID = 1;

        GivenUp(String message) {
            super(message, null, false, false);
        }
    }

    /** Is called by ggml before it calls {@code abort()}. */
    private static void aborting(MemorySegment message) {
        String text = message.address() == 0 ? "an assertion" : message.getString(0);
        if (!(Thread.currentThread() instanceof Expendable)) {
            LOG.error(
                    "llama.cpp gave up in the middle of a computation: {}. To keep this process alive, the thread '{}'"
                            + " stops here for good; restart the process when you can",
                    text, Thread.currentThread().getName());
        }
        stopHere(text);
    }

    /** Is called by the C++ runtime for an exception that nobody catches; calls what was there before for others' threads. */
    @SuppressWarnings("UnusedMethod") // found by name
    private static void terminating() {
        if (Thread.currentThread() instanceof Expendable) {
            stopHere("an uncaught C++ exception");
        }
        try {
            if (previousTerminate.address() != 0) {
                Linker.nativeLinker().downcallHandle(previousTerminate, FunctionDescriptor.ofVoid()).invokeExact();
            }
        } catch (Throwable e) {
            // The process is ending.
        }
    }

    private static void stopHere(String reason) {
        if (Thread.currentThread() instanceof Expendable thread) {
            thread.result.completeExceptionally(new GivenUp(reason.strip()));
        }
        while (true) {
            LockSupport.park();
        }
    }
}
