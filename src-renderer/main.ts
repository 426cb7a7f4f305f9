import { mount } from 'svelte'
import App from './App.svelte'
import { connectEngine } from './engine'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/columns.css'

mount(App, { target: document.getElementById('app')!, props: { client: connectEngine() } })
