/**
 * Benchmarks with JMH. To run some of them, by a regular expression:
 *
 * <pre>{@code
 * mvn -q package -DskipTests -pl benchmarks -am
 * java --add-modules jdk.incubator.vector -cp 'benchmarks/target/lib/*:benchmarks/target/classes' \
 *     org.openjdk.jmh.Main Product
 * }</pre>
 */
@NullMarked
package dev.parlance.benchmarks;

import org.jspecify.annotations.NullMarked;
