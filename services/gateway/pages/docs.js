"use strict";
// hundreds of operations: groups are closed until they are opened or searched; a search goes through all that is said of each
const said = (one) => {
  const operation = one.get("operation");
  return [one.get("method"), one.get("path"), operation.get("summary"), operation.get("operationId")].join(" ").toLowerCase();
};
const Search = () => ({
  fn: {
    opsFilter: (groups, phrase) => {
      const words = phrase.toLowerCase().split(/\s+/).filter(Boolean);
      const fits = (one) => words.every((word) => said(one).includes(word));
      return groups
        .map((group) => group.set("operations", group.get("operations").filter(fits)))
        .filter((group) => group.get("operations").size > 0);
    },
  },
  statePlugins: {
    layout: {
      wrapActions: {
        updateFilter: (update, system) => (phrase) => {
          const groups = system.specSelectors.taggedOperations().keySeq();
          groups.forEach((name) => system.layoutActions.show(["operations-tag", name], phrase.trim().length > 1));
          return update(phrase);
        },
      },
    },
  },
});
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const shade = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
shade();
dark.addEventListener("change", shade);
SwaggerUIBundle({
  url: "/api/v1/openapi.json",
  dom_id: "#document",
  plugins: [Search],
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  defaultModelsExpandDepth: -1,
  validatorUrl: null,
  tryItOutEnabled: false,
  onComplete: () => {
    document.querySelector(".operation-filter-input").placeholder = "搜索地址、说明 · Search addresses and words";
  },
});
