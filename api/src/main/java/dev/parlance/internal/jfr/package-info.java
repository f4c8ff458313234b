/** What Java Flight Recorder is told. Not exported; the events are described at {@link dev.parlance}. */
package dev.parlance.internal.jfr;
