'use strict'
// First file of the package of the packaging test. A packaged application does not run the launcher, so this one loads what fills in
// for a newer Node and Electron, names the Node for the children, and goes on to the product's own first file.
require('../launcher/newer-node.cjs')
require('../launcher/newer-electron.cjs')
globalThis.cloudSandboxChildrenNode = process.env.E2E_NODE
require('../../../out/main/main.cjs')
