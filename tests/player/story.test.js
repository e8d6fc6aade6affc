import assert from "node:assert/strict";
import { test } from "node:test";

import { newStory } from "../../dashboard/player/assets/story.js";

function told(count) {
  const shown = [];
  const timers = [];
  const passed = [];
  const story = newStory({
    show: (step) => shown.push(step.id),
    changed: () => {},
    passed: () => passed.push(shown.at(-1)),
    later: (run, ms) => timers.push({ run, ms }),
    cancel: () => timers.splice(0),
  });
  story.set(
    Array.from({ length: count }, (_, i) => ({
      id: `s${i}`,
      title: "",
      text: "",
      delay: 2,
      state: {},
    })),
  );
  return { story, shown, timers, passed };
}

test("keys go from step to step and stop at the ends", () => {
  const { story, shown } = told(3);
  for (const command of ["next", "next", "next", "previous", "first", "last"]) {
    assert.equal(story.run(command), true);
  }
  assert.deepEqual(shown, ["s1", "s2", "s2", "s1", "s0", "s2"]);
  assert.equal(story.share(), 1);
});

test("without a story, commands are left to the days", () => {
  const { story } = told(0);
  assert.equal(story.run("next"), false);
  assert.equal(told(2).story.run("zoom-in"), false);
});

test("it plays by itself to the last step and stops there", () => {
  const { story, shown, timers, passed } = told(3);
  story.run("play");
  assert.equal(story.isPlaying(), true);
  assert.equal(timers[0].ms, 2000);
  timers.shift().run();
  timers.shift().run();
  assert.deepEqual(shown, ["s1", "s2"]);
  assert.deepEqual(passed, ["s1", "s2"]);
  assert.equal(story.isPlaying(), false);
});

test("a changed story stays at the step it was at", () => {
  const { story } = told(3);
  story.go(2);
  story.set([{ id: "new" }, { id: "s2" }]);
  assert.equal(story.at(), 1);
  story.set(null);
  assert.equal(story.step(), null);
});
