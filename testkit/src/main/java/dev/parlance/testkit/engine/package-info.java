/** The rules that every engine keeps, by subject; {@link dev.parlance.testkit.EngineConformance} has them all. */
package dev.parlance.testkit.engine;
