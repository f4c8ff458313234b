/** Suites that plugins extend: {@link EngineConformance}. */
package dev.parlance.testkit;
