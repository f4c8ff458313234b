/** {@code parlance bench}: how fast engines are on this machine. */
package dev.parlance.cli.bench;
